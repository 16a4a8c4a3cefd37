package academy.exchange.codec;

/** A value of a payload, read and found harmless, but not yet converted. Never changes; any thread may read it. */
interface ParsedValue {

    /** What conversions start from. */
    ValueTokens tokens();
}
