import { type JsonObject, typed } from "../envoy";
import { gateHeader } from "../headers";
import { luaContent, luaSecret } from "../lua";
import type { GateHost } from "../upstream";

/**
 * Admits requests with a key of the cell's gates, for gates behind a load balancer or platform that forwards no client certificates. The
 * check takes constant time, and the key is not forwarded. `replies.ts` has the response to all other requests.
 */
const script = (keys: string, count: number) => String.raw`
local bit = require("bit")
${luaContent}
local keys = { ${keys} }
for i, key in ipairs(keys) do
  keys[i] = key:gsub("%s+$", "")
  if #keys[i] == 0 then error("a key by which gates know each other is empty") end
end
if #keys < ${String(count)} then error("a key by which gates know each other is not there") end

local function same(shown, key)
  local difference = bit.bxor(#shown, #key)
  for i = 1, #key do
    difference = bit.bor(difference, bit.bxor(shown:byte(i) or 0, key:byte(i)))
  end
  return difference == 0
end

local function isKnown(shown)
  local known = false
  for _, key in ipairs(keys) do known = same(shown, key) or known end
  return known
end

function envoy_on_request(request)
  local headers = request:headers()
  local shown = headers:get("${gateHeader}") or ""
  headers:remove("${gateHeader}")
  if not isKnown(shown) then
    request:respond({ [":status"] = "503" }, "")
  end
end
`;

export function gateKeyFilters({ inbound }: GateHost): JsonObject[] {
    if (inbound.kind === "mtls") {
        return [];
    }
    const { gateKeys } = inbound;
    const inline_string = script(gateKeys.map(luaSecret).join(", "), gateKeys.length);
    return [
        {
            name: "envoy.filters.http.lua.gate_key",
            typed_config: typed("lua", { default_source_code: { inline_string } }),
        },
    ];
}
