/**
 * Where messages lie when they lie in Redis: key names, Lua scripts, the connections and the readers that block on them.
 * {@link academy.exchange.redis.RedisExchange} is the only door.
 */
@NullMarked
package academy.exchange.redis;

import org.jspecify.annotations.NullMarked;
