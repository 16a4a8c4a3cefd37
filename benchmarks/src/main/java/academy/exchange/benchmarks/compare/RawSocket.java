package academy.exchange.benchmarks.compare;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;

/** The least that can wait for a message: a socket, and as much of the protocol as that takes. For one thread. */
final class RawSocket implements AutoCloseable {

    private final Socket socket;
    private final OutputStream out;
    private final DataInputStream in;

    private RawSocket(Socket socket) throws IOException {
        this.socket = socket;
        this.out = socket.getOutputStream();
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    static RawSocket connect(String host, int port) throws IOException {
        Socket socket = new Socket(host, port);
        socket.setTcpNoDelay(true);
        return new RawSocket(socket);
    }

    /** Waits for a second at most; returns nothing then. */
    byte[] blpop(byte[] key) throws IOException {
        String head = "*3\r\n$5\r\nBLPOP\r\n$" + key.length + "\r\n";
        out.write(Traffic.bytes(head + new String(key, java.nio.charset.StandardCharsets.UTF_8) + "\r\n$1\r\n1\r\n"));
        if (number('*') < 0) {
            return new byte[0];
        }
        byte[] unused = bulk();
        return bulk();
    }

    private byte[] bulk() throws IOException {
        byte[] content = new byte[number('$')];
        in.readFully(content);
        in.skipNBytes(2);
        return content;
    }

    private int number(char kind) throws IOException {
        int first = in.readUnsignedByte();
        StringBuilder digits = new StringBuilder();
        for (int next = in.readUnsignedByte(); next != '\r'; next = in.readUnsignedByte()) {
            digits.append((char) next);
        }
        in.skipNBytes(1);
        if (first != kind) {
            throw new IOException("Redis answered " + (char) first + digits);
        }
        return Integer.parseInt(digits.toString());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
