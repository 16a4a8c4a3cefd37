package academy.exchange.autoconfigure;

/**
 * Something wrong with a server.
 *
 * @param problem what it is, and what it leads to
 * @param action what can be done about it
 * @param gravity whether it stays
 */
record Finding(String problem, String action, Gravity gravity) {

    enum Gravity {
        /** Messages would be lost, or nothing would work, until somebody changes it. */
        LASTING,
        /** It may pass, or may not even be so. */
        PASSING
    }
}
