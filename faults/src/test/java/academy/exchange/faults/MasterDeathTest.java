package academy.exchange.faults;

import org.junit.jupiter.api.Timeout;

import academy.exchange.DeliveryMode;

/** A master dies under load, and a replica takes its place. */
@Timeout(120)
class MasterDeathTest {

    @InEachMode
    void replacedBySentinel(DeliveryMode mode) {
        try (Servers servers = new SentinelServers()) {
            replaced(Fault.REPLACED_BY_SENTINEL, mode, servers);
        }
    }

    @InEachMode
    void replacedInACluster(DeliveryMode mode) {
        try (Servers servers = new ClusterServers()) {
            replaced(Fault.REPLACED_IN_CLUSTER, mode, servers);
        }
    }

    private static void replaced(Fault fault, DeliveryMode mode, Servers servers) {
        try (Scene scene = Scene.of(mode, servers)) {
            scene.survivor();
            scene.beginLoad();

            servers.killMasterOf(scene.agent());

            scene.faultIsOver();
            scene.awaitMore(20);
            scene.endLoad();
            scene.settle(fault);
        }
    }
}
