package academy.exchange.redis;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.resource.ClientResources;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Goes to whichever of several servers is the master, found out anew for each connection and each time that one is opened
 * again. Of several masters it is the first in the list, so that all who have the same list meet. Lettuce's own connections to
 * a master and its replicas keep the roles that they found first, for ever.
 */
final class MasterClient extends RedisClient {

    private static final String ROLE = "role";
    private static final String MASTER = "master";

    /** What Lettuce alone is to blame for says nothing of the server. */
    private static final Retry AGAIN = Retry.fixedDelay(50, Duration.ofMillis(10))
            .filter(failure -> RedisFailure.isUnheard(failure) || RedisFailure.isDisconnected(failure));

    private final List<RedisURI> servers;
    private final RedisClient any;

    /** @param servers at least one; they differ in their addresses only */
    MasterClient(ClientResources resources, ClientOptions options, List<RedisURI> servers) {
        super(resources, servers.get(0));
        this.servers = List.copyOf(servers);
        this.any = RedisClient.create(resources);
        setOptions(options);
        any.setOptions(options);
    }

    @Override
    protected Mono<SocketAddress> getSocketAddress(RedisURI target) {
        return Mono.defer(this::master);
    }

    private Mono<SocketAddress> master() {
        // All are asked at once, and heard in the order of the list.
        List<Mono<Answer>> answers = servers.stream().map(this::ask).toList();
        return Flux.concat(answers).takeUntil(Answer::isMaster).collectList().flatMap(heard -> {
            Answer last = heard.get(heard.size() - 1);
            return last.isMaster() ? super.getSocketAddress(last.server()) : Mono.error(noMaster(heard));
        });
    }

    private Mono<Answer> ask(RedisURI server) {
        CompletableFuture<String> role = Mono.fromCompletionStage(() -> any.connectAsync(StringCodec.ASCII, server)
                        .toCompletableFuture()
                        .thenCompose(MasterClient::role))
                .retryWhen(AGAIN)
                .toFuture();
        return Mono.fromFuture(role.handle((said, failure) -> new Answer(server, said, failure)));
    }

    /** By the command that greets a server, which every login may give. */
    private static CompletableFuture<String> role(StatefulRedisConnection<String, String> connection) {
        return connection
                .async()
                .dispatch(CommandType.HELLO, new ArrayOutput<>(StringCodec.ASCII))
                .toCompletableFuture()
                .thenApply(said -> String.valueOf(said.get(said.indexOf(ROLE) + 1)))
                .whenComplete((role, failure) -> {
                    var unused = connection.closeAsync();
                });
    }

    private static RedisConnectionException noMaster(List<Answer> answers) {
        String text = answers.stream()
                .map(Answer::toString)
                .collect(Collectors.joining("; ", "No server is the master: ", ""));
        boolean allFailed = answers.stream().allMatch(answer -> answer.failure() != null);
        return allFailed
                ? new RedisConnectionException(text, answers.get(0).failure())
                : new RedisConnectionException(text);
    }

    /** What became of asking a server for its role. */
    private record Answer(RedisURI server, @Nullable String role, @Nullable Throwable failure) {

        boolean isMaster() {
            return MASTER.equals(role);
        }

        @Override
        public String toString() {
            String what = failure == null ? "is a " + role : RedisFailure.reason(failure);
            return server.getHost() + ":" + server.getPort() + " " + what;
        }
    }
}
