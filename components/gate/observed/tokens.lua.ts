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
  local last
  for part in answer:bodyChunks() do
    local text = rest .. part:getBytes(0, part:length())
    local found
    for usage in string.gmatch(text, '"usage"%s*:%s*(%b{})') do found = usage end
    -- At once: of a stream that its client leaves, the end never comes.
    if found ~= nil and found ~= last then
      -- Envoy lets no script keep it from one part to the next.
      local counted = answer:streamInfo():dynamicMetadata()
      for kind, name in pairs({ KINDS }) do
        local count = string.match(found, '"' .. name .. '"%s*:%s*(%d+)')
        if count ~= nil then counted:set("NAMESPACE", kind, tonumber(count)) end
      end
      last = found
    end
    rest = string.sub(text, -most)
  end
end
`;
