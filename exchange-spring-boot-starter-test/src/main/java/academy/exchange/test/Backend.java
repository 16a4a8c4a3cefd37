package academy.exchange.test;

/** Where messages lie during a test. */
public enum Backend {
    /** In the memory of the test, whatever the application says of its Redis. Takes no time to start. */
    MEMORY,

    /**
     * On a real Redis that starts with the application context and ends with it, whatever the application says of its own. Not
     * on Windows, for which no server is bundled.
     */
    EMBEDDED_REDIS,

    /** Where the application says, for a Redis that the test brings, such as one of Testcontainers. */
    CONFIGURED
}
