package academy.samples.production;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Answers what an article costs. What makes it fit for production stands in its {@code application.yml}. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class ProductionApplication {

    /** What Spring makes of this class. */
    ProductionApplication() {}

    /**
     * Runs until it is ended.
     *
     * @param arguments any property of the application
     */
    public static void main(String[] arguments) {
        SpringApplication.run(ProductionApplication.class, arguments);
    }
}
