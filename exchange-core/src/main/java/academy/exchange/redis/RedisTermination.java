package academy.exchange.redis;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.EntityId;
import academy.exchange.ErrorCode;
import academy.exchange.Header;
import academy.exchange.Message;
import academy.exchange.Response;

/** Ends mailboxes, and tells those who wait for their answers. */
final class RedisTermination {

    private static final Logger log = LoggerFactory.getLogger(RedisTermination.class);

    private final RedisDirectory directory;
    private final RedisTickets tickets;
    private final RedisSender sender;

    RedisTermination(RedisDirectory directory, RedisTickets tickets, RedisSender sender) {
        this.directory = directory;
        this.tickets = tickets;
        this.sender = sender;
    }

    void terminate(EntityId id) {
        if (directory.terminate(id)) {
            List<CompletableFuture<@Nullable Void>> answers =
                    tickets.open(id).stream().map(this::answer).toList();
            CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                    .join();
            directory.letGo(id);
        }
    }

    private CompletableFuture<@Nullable Void> answer(Header request) {
        Response error = new Response.ProtocolError(ErrorCode.MAILBOX_TERMINATED, request.dest());
        return sender.send(new Message(request.reply(), error)).exceptionally(failure -> {
            log.debug("{} could not be told that {} was terminated", request.src(), request.dest(), failure);
            return null;
        });
    }
}
