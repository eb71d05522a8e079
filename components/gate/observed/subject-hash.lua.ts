import { luaContent } from "../lua";

/**
 * What a gate runs on a request whose release is drawn by its subject: it keeps the subject's HMAC-SHA-256 (FIPS 198-1,
 * FIPS 180-4) for the log, because Envoy itself can hash for balancing only. `KEY` is an expression for the key.
 *
 * The constants are made as FIPS 180-4 defines them: of the fractions of the roots of the first primes.
 */
export const subjectHashScript = String.raw`
local bit = require("bit")
local band, bnot, bor, bxor = bit.band, bit.bnot, bit.bor, bit.bxor
local lshift, ror, rshift, tobit, tohex = bit.lshift, bit.ror, bit.rshift, bit.tobit, bit.tohex

local function fraction(x)
  return tobit(math.floor((x % 1) * 2 ^ 32))
end

local roundConstants, start = {}, {}
local candidate = 2
while #roundConstants < 64 do
  local prime = true
  for divisor = 2, math.floor(math.sqrt(candidate)) do
    prime = prime and candidate % divisor ~= 0
  end
  if prime then
    roundConstants[#roundConstants + 1] = fraction(candidate ^ (1 / 3))
    if #start < 8 then start[#start + 1] = fraction(math.sqrt(candidate)) end
  end
  candidate = candidate + 1
end

local function compress(state, text, at)
  local w = {}
  for i = 1, 16 do
    local p, q, r, s = text:byte(at + i * 4 - 4, at + i * 4 - 1)
    w[i] = bor(lshift(p, 24), lshift(q, 16), lshift(r, 8), s)
  end
  for i = 17, 64 do
    local x, y = w[i - 15], w[i - 2]
    local s0 = bxor(ror(x, 7), ror(x, 18), rshift(x, 3))
    local s1 = bxor(ror(y, 17), ror(y, 19), rshift(y, 10))
    w[i] = tobit(w[i - 16] + s0 + w[i - 7] + s1)
  end
  local a, b, c, d, e, f, g, h = unpack(state)
  for i = 1, 64 do
    local s1 = bxor(ror(e, 6), ror(e, 11), ror(e, 25))
    local t1 = tobit(h + s1 + bxor(band(e, f), band(bnot(e), g)) + roundConstants[i] + w[i])
    local s0 = bxor(ror(a, 2), ror(a, 13), ror(a, 22))
    local t2 = tobit(s0 + bxor(band(a, b), band(a, c), band(b, c)))
    a, b, c, d, e, f, g, h = tobit(t1 + t2), a, b, c, tobit(d + t1), e, f, g
  end
  local sums = { a, b, c, d, e, f, g, h }
  for i = 1, 8 do sums[i] = tobit(sums[i] + state[i]) end
  return sums
end

local function bigEndian(word)
  return string.char(band(rshift(word, 24), 255), band(rshift(word, 16), 255), band(rshift(word, 8), 255), band(word, 255))
end

-- The hash of text, where state is that of the block before it.
local function finish(state, text, before)
  local length = (before + #text) * 8
  local padded = text .. "\128" .. string.rep("\0", (55 - #text) % 64) .. bigEndian(math.floor(length / 2 ^ 32)) .. bigEndian(tobit(length))
  for at = 1, #padded, 64 do state = compress(state, padded, at) end
  return state
end

local function bytes(state)
  local parts = {}
  for i, word in ipairs(state) do parts[i] = bigEndian(word) end
  return table.concat(parts)
end

local function block(key, mask)
  if #key > 64 then key = bytes(finish(start, key, 0)) end
  local padded = key .. string.rep("\0", 64 - #key)
  return (padded:gsub(".", function(one) return string.char(bxor(one:byte(), mask)) end))
end

${luaContent}

local key = KEY
if key == nil or #key == 0 then error("the key that subjects are hashed with is not there") end
local inner, outer = compress(start, block(key, 0x36), 1), compress(start, block(key, 0x5c), 1)

local function hash(text)
  local words = finish(outer, bytes(finish(inner, text, 64)), 64)
  for i, word in ipairs(words) do words[i] = tohex(word) end
  return table.concat(words)
end

local function cookie(headers, name)
  for pair in (headers:get("cookie") or ""):gmatch("[^;]+") do
    local key, value = pair:match("^%s*([^=%s]+)%s*=%s*(.-)%s*$")
    if key == name then return value:match('^"(.*)"$') or value end
  end
end

function envoy_on_request(request)
  local by = request:filterContext()
  local header, name = by:get("header"), by:get("cookie")
  if header == nil then return end
  local headers = request:headers()
  local subject = name and cookie(headers, name)
  if subject == nil or subject == "" then subject = headers:get(header) end
  if subject ~= nil and subject ~= "" then
    request:streamInfo():dynamicMetadata():set("exposure", "subject", hash(subject))
  end
end
`;
