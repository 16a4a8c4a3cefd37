package academy.exchange.redis;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;

/** Leads to the master among servers of a fixed list, which Spring Data sees as one server that is alone. */
final class MasterConnectionFactory extends LettuceConnectionFactory {

    private final RedisStaticMasterReplicaConfiguration servers;

    MasterConnectionFactory(RedisStaticMasterReplicaConfiguration servers, LettuceClientConfiguration client) {
        super(new RedisStandaloneConfiguration(), client);
        this.servers = servers;
    }

    @Override
    protected AbstractRedisClient createClient() {
        LettuceClientConfiguration settings = getClientConfiguration();
        @Nullable
        RedisCredentialsProvider login =
                settings.getRedisCredentialsProviderFactory().orElseThrow().createCredentialsProvider(servers);
        List<RedisURI> addresses = servers.getNodes().stream()
                .map(server -> address(server, settings, login))
                .toList();
        return new MasterClient(
                settings.getClientResources().orElseThrow(),
                settings.getClientOptions().orElseThrow(),
                addresses);
    }

    private RedisURI address(
            RedisStandaloneConfiguration server,
            LettuceClientConfiguration settings,
            @Nullable RedisCredentialsProvider login) {
        RedisURI.Builder address = RedisURI.Builder.redis(server.getHostName(), server.getPort())
                .withDatabase(servers.getDatabase())
                .withSsl(settings.isUseSsl())
                .withVerifyPeer(settings.getVerifyMode())
                .withStartTls(settings.isStartTls())
                .withTimeout(settings.getCommandTimeout());
        if (login != null) {
            address.withAuthentication(login);
        }
        settings.getClientName().ifPresent(address::withClientName);
        return address.build();
    }
}
