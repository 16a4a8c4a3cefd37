package academy.exchange.faults;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** A master is killed under 5,000 messages a second; {@code -Dfailover.duration} says for how long they are sent. */
@Timeout(600)
class FailoverTest {

    private static final Duration DURATION = Duration.parse(System.getProperty("failover.duration", "PT9S"));

    @Test
    void nothingUnexpectedArrivesWhenSentinelReplacesAKilledMaster() {
        try (Servers servers = new SentinelServers()) {
            check("Sentinel", new FailoverShow(servers, 0).run(DURATION));
        }
    }

    @Test
    void nothingThatAReplicaHasIsLostWhenSentinelReplacesAKilledMaster() {
        try (Servers servers = new SentinelServers()) {
            Findings findings = new FailoverShow(servers, 1).run(DURATION);
            check("Sentinel, waiting for 1 replica", findings);
            assertThat(findings.lost()).isZero();
        }
    }

    @Test
    void nothingUnexpectedArrivesWhenAClusterReplacesAKilledMaster() {
        try (Servers servers = new ClusterServers()) {
            check("Cluster", new FailoverShow(servers, 0).run(DURATION));
        }
    }

    /** A consumer that dies may have what it took handled twice; what was handled long before stays handled. */
    private static void check(String name, Findings findings) {
        System.out.println("failover, " + name + ": " + findings);
        assertThat(findings.unexpected()).isZero();
        assertThat(findings.duplicatedEarly()).isZero();
        assertThat(findings.ok()).isPositive();
        assertThat(findings.withoutService()).isLessThan(Servers.PATIENCE);
    }
}
