package academy.samples.production;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.SpringApplication;

/** The application on this machine, with what production would have around it; {@code spring-boot:test-run} runs this. */
final class TrialRun {

    private TrialRun() {}

    public static void main(String[] arguments) throws Exception {
        Surroundings surroundings = Surroundings.in(Path.of("target", "trial").toAbsolutePath());
        List<String> all = new ArrayList<>(surroundings.arguments());
        all.add("--server.address=127.0.0.1");
        all.addAll(List.of(arguments));
        SpringApplication.from(ProductionApplication::main).run(all.toArray(String[]::new));
        System.out.printf(
                "Try: curl --cacert %s -u customer:%s https://localhost:8443/prices/lamp?pieces=3%n",
                surroundings.web().certificate(), Surroundings.PASSWORD);
    }
}
