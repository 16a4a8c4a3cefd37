/** A Java service and a Python agent that use each other; {@link academy.samples.peer.PeerApplication} starts the Java side. */
@NullMarked
package academy.samples.peer;

import org.jspecify.annotations.NullMarked;
