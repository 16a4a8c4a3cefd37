package academy.exchange.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class ConnectionRulesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "url=redis://r sentinel.nodes=s sentinel.master=m | url | sentinel.nodes",
                "url=redis://r cluster.nodes=c | url | cluster.nodes",
                "host=r sentinel.nodes=s sentinel.master=m | host | sentinel.nodes",
                "port=1 cluster.nodes=c | port | cluster.nodes",
                "sentinel.nodes=s sentinel.master=m cluster.nodes=c | sentinel.nodes | cluster.nodes",
                "host=r masterreplica.nodes=a,b | host | masterreplica.nodes",
                "masterreplica.nodes=a,b cluster.nodes=c | masterreplica.nodes | cluster.nodes",
                "sentinel.nodes=s | sentinel | sentinel.master",
                "sentinel.master=m | sentinel | sentinel.nodes",
                "host=r sentinel.password=p | sentinel | sentinel.nodes",
                "cluster.nodes=c database=1 | database | key-prefix",
                "cluster.nodes=c wait-for-replicas=1 | wait-for-replicas | cluster.nodes",
                "cluster.nodes=c python-peers=true | python-peers | python-peers",
                "host=r cluster.max-redirects=3 | cluster.max-redirects | cluster.nodes",
                "url=rediss://r ssl.enabled=false | url | ssl.enabled",
                "ssl.bundle=b | ssl.bundle | host",
                "ssl.enabled=true | ssl.enabled | host",
                "client-name=n | client-name | host",
                "connection-factory=f host=r | connection-factory | connection-factory",
                "python-peers=true key-prefix=p: | python-peers | key-prefix",
            })
    void contradictionNamesWhatToChange(String properties, String named, String advised) {
        assertThatExceptionOfType(ConnectionSettingsException.class)
                .isThrownBy(() -> require(properties))
                .withMessageContaining("academy.exchange.redis." + named)
                .satisfies(refused ->
                        assertThat(refused.getMessage() + refused.action()).contains(advised));
    }

    @ParameterizedTest
    @CsvSource({
        "url=redis://r host=other database=3",
        "url=rediss://r ssl.bundle=b client-name=n",
        "host=r ssl.enabled=true",
        "sentinel.nodes=s sentinel.master=m sentinel.password=p password=q database=3",
        "masterreplica.nodes=a password=q database=3 ssl.enabled=true wait-for-replicas=1 python-peers=true",
        "cluster.nodes=c cluster.max-redirects=3 password=q database=0",
        "host=r python-peers=true",
        "connection-factory=f",
        "key-prefix=p:",
    })
    void othersAgree(String properties) {
        assertThatNoException().isThrownBy(() -> require(properties));
    }

    @Test
    void nothingContradictsNothing() {
        assertThatNoException().isThrownBy(() -> require("embedded=true"));
    }

    @Test
    void pythonPeersAreNotOnTheApplicationsClusterEither() {
        LettuceConnectionFactory cluster =
                new LettuceConnectionFactory(new RedisClusterConfiguration().clusterNode("one.example", 6379));
        assertThatExceptionOfType(ConnectionSettingsException.class)
                .isThrownBy(() -> ConnectionRules.requireFor(Properties.redis("python-peers=true"), cluster))
                .withMessageContaining("academy.exchange.redis.python-peers");
        assertThatNoException().isThrownBy(() -> ConnectionRules.requireFor(Properties.redis(), cluster));
        assertThatNoException()
                .isThrownBy(() -> ConnectionRules.requireFor(
                        Properties.redis("python-peers=true"), new LettuceConnectionFactory()));
    }

    private static void require(String properties) {
        ConnectionRules.require(Properties.redis(properties.split(" ")));
    }
}
