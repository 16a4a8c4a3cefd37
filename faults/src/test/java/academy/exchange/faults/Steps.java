package academy.exchange.faults;

/** Learns how far a consumer has come. */
@FunctionalInterface
interface Steps {

    /** The message of this number is there now; the consumer goes on when this returns. */
    void at(Stage stage, int number);
}
