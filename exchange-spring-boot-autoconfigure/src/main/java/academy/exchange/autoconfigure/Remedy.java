package academy.exchange.autoconfigure;

/** A failure that knows what the application's author can do about it. */
interface Remedy {

    String action();
}
