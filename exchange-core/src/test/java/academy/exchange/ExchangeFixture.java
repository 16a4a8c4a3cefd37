package academy.exchange;

/**
 * What a backend lends to the {@link ExchangeContract}. Before each test there is an empty store, and after it whatever
 * was opened is closed; both are the implementing test's business.
 */
public interface ExchangeFixture {

    /** The exchange under test, the same one during a test. Its codec has a message limit of 1 MiB or less. */
    Exchange exchange();

    /**
     * Another exchange on the same store, as another process would have, the same one during a test. A store that
     * lives inside its exchange returns {@link #exchange()}.
     */
    Exchange secondExchange();

    /** Puts these bytes at the end of a mailbox as they are, as a foreign peer may do. */
    void putRaw(EntityId mailbox, byte[] content);
}
