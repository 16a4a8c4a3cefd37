package academy.samples.peer;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Keeps the readings of some water meters, and has a Python agent look for the days that were unlike the others. */
@SpringBootApplication
public class PeerApplication {

    /** What Spring makes of this class. */
    PeerApplication() {}

    /**
     * Runs until the process is asked to end.
     *
     * @param arguments any property of the application, such as {@code --peer.redis-port=6400}
     */
    public static void main(String[] arguments) {
        SpringApplication.run(PeerApplication.class, arguments);
    }
}
