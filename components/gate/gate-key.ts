import type { Cell } from "../plan/cell";
import { type JsonObject, typed } from "./envoy";
import { gateHeader } from "./headers";
import { luaContent, luaSecret } from "./lua";
import { unknownGate } from "./replies";
import type { GateHost } from "./upstream";

/**
 * Lets in who shows the key of the cell's gates, where a balancer or platform stands before the gate and no certificate
 * comes through. It takes as long whatever is wrong with what is shown, and nobody behind it is told the key.
 */
const script = (key: string, body: string) => String.raw`
local bit = require("bit")
${luaContent}
local key = (${key} or ""):gsub("%s+$", "")
if #key == 0 then error("the key by which gates know each other is not there") end

local function same(shown)
  local difference = bit.bxor(#shown, #key)
  for i = 1, #key do
    difference = bit.bor(difference, bit.bxor(shown:byte(i) or 0, key:byte(i)))
  end
  return difference == 0
end

function envoy_on_request(request)
  local headers = request:headers()
  local shown = headers:get("${gateHeader}") or ""
  headers:remove("${gateHeader}")
  if not same(shown) then
    request:respond({ [":status"] = "401", ["content-type"] = "application/problem+json" }, ${body})
  end
end
`;

export function gateKeyFilters(cell: Cell, { inbound }: GateHost): JsonObject[] {
    if (inbound.kind === "mtls") {
        return [];
    }
    const { body = "" } = unknownGate(cell);
    const inline_string = script(luaSecret(inbound.gateKey), JSON.stringify(body));
    return [
        {
            name: "envoy.filters.http.lua.gate_key",
            typed_config: typed("lua", { default_source_code: { inline_string } }),
        },
    ];
}
