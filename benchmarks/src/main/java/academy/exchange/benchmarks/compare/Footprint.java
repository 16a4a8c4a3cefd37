package academy.exchange.benchmarks.compare;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import com.sun.management.OperatingSystemMXBean;

/**
 * What this process holds at a moment.
 *
 * @param connections that Redis has
 * @param threads the living ones by id
 * @param heapMegabytes after a collection
 */
record Footprint(long connections, Map<Long, String> threads, double heapMegabytes) {

    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /** How many threads there are of a kind, which is their name without numbers. */
    record NewThreads(Map<String, Long> kinds) {

        /** Those that read and write the sockets of all connections together are no pollers. */
        private static final List<String> OF_THE_DRIVER = List.of("lettuce", "nioEventLoop", "epollEventLoop");

        long total() {
            return kinds.entrySet().stream()
                    .filter(kind -> OF_THE_DRIVER.stream().noneMatch(kind.getKey()::startsWith))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
        }

        @Override
        public String toString() {
            return kinds.toString();
        }
    }

    static Footprint now(Bench bench) {
        long connections = bench.redisConnection()
                .sync()
                .info("clients")
                .lines()
                .filter(line -> line.startsWith("connected_clients:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .sum();
        Map<Long, String> threads =
                Thread.getAllStackTraces().keySet().stream().collect(Collectors.toMap(Thread::getId, Thread::getName));
        return new Footprint(connections, threads, heap() / 1e6);
    }

    NewThreads threadsSince(Footprint before) {
        Set<Long> added = new HashSet<>(threads.keySet());
        added.removeAll(before.threads().keySet());
        return new NewThreads(added.stream()
                .collect(Collectors.groupingBy(
                        id -> threads.getOrDefault(id, "").replaceAll("\\d+", "N"),
                        TreeMap::new,
                        Collectors.counting())));
    }

    /** The bytes in use after a collection. */
    static double heap() {
        // A second time, for what only the first makes unreachable.
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Lets time pass, so that what goes on ends. */
    static void settle(Duration time) {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < time.toNanos()) {
            LockSupport.parkNanos(time.toNanos());
        }
    }

    /** How much of a core this process takes meanwhile, in percent. */
    static double cpuWhile(Duration time) {
        long before = SYSTEM.getProcessCpuTime();
        long begun = System.nanoTime();
        settle(time);
        return 100.0 * (SYSTEM.getProcessCpuTime() - before) / (System.nanoTime() - begun);
    }

    /** Nanoseconds of all cores that this process has used. */
    static long cpu() {
        return SYSTEM.getProcessCpuTime();
    }
}
