/**
 * Reads the counts of tokens in an answer of the OpenAI API as it passes through, whole or in events, and buffers none of it. In JSON a quote
 * within a text is always written with a backslash: `"usage":{` is a key, whatever was generated. Kept is the last that has come, since
 * a server may count on while it streams.
 */
export const tokensScript = `
-- An object with counts is shorter; one may be cut by the end of a part.
local most = 4096

function envoy_on_response(answer)
  local rest = ""
  local found
  for part in answer:bodyChunks() do
    local text = rest .. part:getBytes(0, part:length())
    for usage in string.gmatch(text, '"usage"%s*:%s*(%b{})') do found = usage end
    rest = string.sub(text, -most)
  end
  if found == nil then return end
  local counted = answer:streamInfo():dynamicMetadata()
  for kind, name in pairs({ KINDS }) do
    local count = string.match(found, '"' .. name .. '"%s*:%s*(%d+)')
    if count ~= nil then counted:set("NAMESPACE", kind, tonumber(count)) end
  end
end
`;
