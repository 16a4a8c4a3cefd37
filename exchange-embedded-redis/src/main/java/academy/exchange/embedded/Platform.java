package academy.exchange.embedded;

import java.util.Set;

/** The operating system and processor of this JVM, by the names that Java gives them. */
record Platform(String system, String architecture) {

    private static final Set<String> X86_64 = Set.of("amd64", "x86_64");
    private static final Set<String> OTHERS = Set.of("aarch64", "arm64", "x86", "i386", "i686");

    static Platform current() {
        return new Platform(System.getProperty("os.name", "unknown"), System.getProperty("os.arch", "unknown"));
    }

    boolean isLinuxOnX8664() {
        return system.equals("Linux") && X86_64.contains(architecture);
    }

    boolean isWindows() {
        return system.startsWith("Windows");
    }

    /** Whether a binary may exist; the library takes any other processor for one that looks alike. */
    boolean hasKnownProcessor() {
        return X86_64.contains(architecture) || OTHERS.contains(architecture);
    }

    @Override
    public String toString() {
        return system + " " + architecture;
    }
}
