package academy.exchange.fuzz;

import java.time.Duration;

/** Counts what was tried and remembers the extremes. One thread counts, others may look. */
final class Tally {

    private final long start = System.nanoTime();
    private long inputs;
    private long read;
    private Duration slowest = Duration.ZERO;
    private int slowestSize;
    private double perByte;
    private String perByteCall = "none";
    private double share;
    private String shareCall = "none";

    synchronized void ran(int size, boolean wasRead, Duration time) {
        inputs++;
        if (wasRead) {
            read++;
        }
        if (time.compareTo(slowest) > 0) {
            slowest = time;
            slowestSize = size;
        }
    }

    synchronized boolean isRecord(double bytesPerByte, double shareOfLimit) {
        return bytesPerByte > perByte || shareOfLimit > share;
    }

    synchronized void allocated(String call, int length, double bytesPerByte, double shareOfLimit) {
        if (bytesPerByte > perByte) {
            perByte = bytesPerByte;
            perByteCall = call + ", " + length + " bytes";
        }
        if (shareOfLimit > share) {
            share = shareOfLimit;
            shareCall = call + ", " + length + " bytes";
        }
    }

    synchronized Report report() {
        return new Report(
                inputs,
                read,
                Duration.ofNanos(System.nanoTime() - start),
                slowest,
                slowestSize,
                perByte,
                perByteCall,
                share,
                shareCall);
    }
}
