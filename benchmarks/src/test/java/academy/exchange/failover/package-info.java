/** What becomes of messages under load when a master is killed and a replica takes over. */
@NullMarked
package academy.exchange.failover;

import org.jspecify.annotations.NullMarked;
