package academy.exchange.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Proposes a port for a server; whether the server gets it shows when it starts. */
@FunctionalInterface
interface PortSource {

    /**
     * Proposes the next port.
     *
     * @throws IOException if there is none
     */
    int next() throws IOException;

    /** A port of 127.0.0.1 on which nobody listens at this moment. */
    static int anyFree() throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
            return socket.getLocalPort();
        }
    }
}
