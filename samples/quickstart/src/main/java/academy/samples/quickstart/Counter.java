package academy.samples.quickstart;

/** What the counter offers, and what its callers see of it. */
interface Counter {

    /** Adds to the counter and returns its new value. */
    int increment(int by);

    /** The counter's value. */
    int count();
}
