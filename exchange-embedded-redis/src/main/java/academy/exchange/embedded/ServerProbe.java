package academy.exchange.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks whoever listens on a port whether it is the Redis server with a given process id, and ready. */
record ServerProbe(String host, int port, long pid) {

    private static final int PATIENCE_MILLIS = (int) Duration.ofSeconds(1).toMillis();
    private static final int LONGEST_ANSWER = 16 * 1024;
    private static final byte[] QUESTIONS = "PING\r\nINFO server\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII);

    enum Answer {
        /** Nobody listens, or the server is still loading its data. */
        NONE,
        OURS,
        /** Another server won the port between our choice of it and our server's start. */
        STRANGER
    }

    Answer ask() {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
            socket.getOutputStream().write(QUESTIONS);
            return judge(read(socket.getInputStream()));
        } catch (IOException e) {
            return Answer.NONE;
        }
    }

    private static String read(InputStream answers) throws IOException {
        return new String(answers.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8);
    }

    private Answer judge(String answers) {
        if (answers.startsWith("-LOADING")) {
            return Answer.NONE;
        }
        if (answers.contains("process_id:")) {
            return answers.contains("process_id:" + pid + "\r\n") ? Answer.OURS : Answer.STRANGER;
        }
        // A server with a password, or with renamed commands, tells nothing about itself; that it answers must do.
        return answers.startsWith("+") || answers.startsWith("-") ? Answer.OURS : Answer.NONE;
    }
}
