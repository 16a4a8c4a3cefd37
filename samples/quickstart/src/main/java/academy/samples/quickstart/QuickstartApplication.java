package academy.samples.quickstart;

import java.io.IOException;

import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Sends every line of a text through an exchange and prints what came back. */
@SpringBootApplication
public class QuickstartApplication {

    /** What Spring makes of this class. */
    QuickstartApplication() {}

    /**
     * Reads the text, ends with 0 if every question was answered, and with 1 otherwise.
     *
     * @param arguments {@code --input=FILE} says what to read, and any property of the application may follow
     */
    public static void main(String[] arguments) throws InterruptedException {
        System.exit(run(arguments));
    }

    static int run(String... arguments) throws InterruptedException {
        Text text;
        try {
            text = Text.from(new DefaultApplicationArguments(arguments));
        } catch (IOException unreadable) {
            System.err.println("quickstart: " + unreadable.getMessage());
            return 1;
        }
        try (ConfigurableApplicationContext context = SpringApplication.run(QuickstartApplication.class, arguments)) {
            Report report = context.getBean(TextReader.class).read(text);
            report.print(System.out);
            return report.exitCode();
        }
    }
}
