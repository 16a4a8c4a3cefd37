package academy.exchange.fuzz;

/**
 * How much one call may allocate, whatever the input claims to be: a fixed part, for tables, exceptions and buffers, and
 * so much for each byte that was really there.
 *
 * @param fixed in bytes
 * @param perByte bytes per byte of input
 */
record Allowance(long fixed, long perByte) {

    /** How far a call may go beyond its limit before it is a finding. */
    static final int FACTOR = 2;

    long limit(int length) {
        return fixed + perByte * length;
    }

    boolean isExceeded(long allocated, int length) {
        return allocated > FACTOR * limit(length);
    }

    /** What was allocated beyond the fixed part, by input byte. */
    double perByte(long allocated, int length) {
        return Math.max(0, allocated - fixed) / (double) Math.max(1, length);
    }
}
