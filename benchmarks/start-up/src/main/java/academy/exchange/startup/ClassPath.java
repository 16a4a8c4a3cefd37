package academy.exchange.startup;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The class path of this program, without what an application does not have. */
record ClassPath(List<Path> entries) {

    private static final List<String> OURS =
            List.of("exchange-core", "exchange-spring-boot-autoconfigure", "exchange-spring-boot-starter");

    /** What only this program needs, to have a Redis. */
    private static final List<String> OF_THE_PROGRAM = List.of("exchange-embedded-redis", "embedded-redis");

    static ClassPath ofThisProgram() {
        return new ClassPath(Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toList());
    }

    ClassPath withStarter() {
        return without(OF_THE_PROGRAM);
    }

    /** Spring Boot alone. */
    ClassPath withoutStarter() {
        return withStarter().without(OURS);
    }

    private ClassPath without(List<String> modules) {
        Predicate<Path> isOfOne = entry -> modules.stream().anyMatch(module -> isOf(module, entry));
        return new ClassPath(entries.stream().filter(isOfOne.negate()).toList());
    }

    /** A jar, or in a build of all modules the directory of the module's classes. */
    private static boolean isOf(String module, Path entry) {
        Path file = entry.getFileName();
        boolean isJar = file != null && file.toString().startsWith(module + "-");
        return isJar
                || StreamSupport.stream(entry.spliterator(), false)
                        .skip(Math.max(0, entry.getNameCount() - 3))
                        .anyMatch(part -> part.toString().equals(module));
    }

    @Override
    public String toString() {
        return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
}
