#!lua name=stock
-- Holds of many lines, all of them or none; a second try changes nothing. Quantities are 1.
local function fits(keys, from, to)
  for i = from, to do
    if tonumber(redis.call('GET', keys[i]) or '0') < 1 then return false end
  end
  return true
end

local function hold(keys, deadlines, deadline, at, lines)
  if redis.call('EXISTS', keys[at]) == 1 or not fits(keys, at + 1, at + lines) then return 0 end
  local held = {}
  for i = at + 1, at + lines do
    redis.call('DECRBY', keys[i], 1)
    held[#held + 1] = keys[i]
    held[#held + 1] = '1'
  end
  redis.call('HSET', keys[at], unpack(held))
  redis.call('ZADD', deadlines, deadline, keys[at])
  return 1
end

-- KEYS: the sorted set of deadlines, the hold, its SKUs; ARGV: the deadline
redis.register_function('stock_hold', function(keys, args)
  return hold(keys, keys[1], args[1], 2, #keys - 2)
end)

-- KEYS: the sorted set of deadlines, and for each hold itself and its SKUs; ARGV: the deadline, how many lines a hold has
redis.register_function('stock_hold_many', function(keys, args)
  local lines, made = tonumber(args[2]), 0
  for at = 2, #keys, lines + 1 do
    made = made + hold(keys, keys[1], args[1], at, lines)
  end
  return made
end)
