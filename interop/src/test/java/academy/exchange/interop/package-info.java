/** Java and Python peers on one Redis: {@link academy.exchange.interop.PythonPeer} is the Python side of each test. */
@NullMarked
package academy.exchange.interop;

import org.jspecify.annotations.NullMarked;
