package academy.exchange.fuzz;

/** What must hold of every input. */
@FunctionalInterface
interface Check {

    /**
     * Whether anything could be read of it.
     *
     * @throws Finding if a promise is broken
     */
    boolean holds(byte[] subject, Meter meter);
}
