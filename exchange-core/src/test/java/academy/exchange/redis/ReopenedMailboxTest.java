package academy.exchange.redis;

import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.ClientId;
import academy.exchange.ErrorCode;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Response;

import static academy.exchange.redis.RedisCalls.utf8;
import static org.assertj.core.api.Assertions.assertThat;

/** An answer that comes when the mailbox of the agent has ended, was answered for, and was opened anew. */
@Timeout(60)
class ReopenedMailboxTest {

    private TestRedis redis;
    private RedisExchange exchange;
    private ClientId client;
    private AgentId agent;
    private Message request;

    @BeforeEach
    void ask() throws InterruptedException {
        redis = TestRedis.own();
        exchange = redis.exchange().build();
        client = exchange.registerClient();
        agent = exchange.registerAgent(ReopenedMailboxTest.class);
        request = Message.request(client, agent, new Request.Ping());
        exchange.send(request);
        assertThat(exchange.getMailbox(agent).receive(1, Duration.ZERO)).containsExactly(request);
    }

    @AfterEach
    void disconnect() {
        exchange.close();
        redis.close();
    }

    @Test
    void answerAfterATerminationByPythonIsDropped() throws InterruptedException {
        terminateAsPythonDoes();
        open();

        exchange.send(request.reply(new Response.Success()));

        assertThat(receiveAll()).isEmpty();
    }

    @Test
    void answerIsDroppedHoweverLongAgoTheTerminationWas() throws InterruptedException {
        exchange.terminate(agent);
        open();
        redis.commands().keys("exchange:sent:*").forEach(redis.commands()::del);

        exchange.send(request.reply(new Response.Success()));

        assertThat(receiveAll())
                .containsExactly(request.reply(new Response.ProtocolError(ErrorCode.MAILBOX_TERMINATED, agent)));
    }

    @Test
    void everyTerminationIsRemembered() throws InterruptedException {
        terminateAsPythonDoes();
        open();
        Message second = Message.request(client, agent, new Request.Ping());
        exchange.send(second);
        terminateAsPythonDoes();
        redis.commands().del("request:" + agent.uid() + ":" + second.tag());
        open();

        exchange.send(request.reply(new Response.Success()));
        exchange.send(second.reply(new Response.Success()));

        assertThat(receiveAll()).isEmpty();
    }

    @Test
    void requestsToTheNewMailboxAreAnswered() throws InterruptedException {
        terminateAsPythonDoes();
        open();
        Message second = Message.request(client, agent, new Request.Ping());
        exchange.send(second);

        exchange.send(second.reply(new Response.Success()));

        assertThat(receiveAll()).containsExactly(second.reply(new Response.Success()));
    }

    private void open() {
        exchange.registerAgent(AgentRegistration.of(ReopenedMailboxTest.class).withId(agent));
    }

    private Iterable<Message> receiveAll() throws InterruptedException {
        try (Mailbox mailbox = exchange.getMailbox(client)) {
            return mailbox.receive(10, Duration.ZERO);
        }
    }

    /** It would answer, too, which does not matter here. */
    private void terminateAsPythonDoes() {
        redis.commands().set("active:" + agent.uid(), utf8("INACTIVE"));
        redis.commands().del("queue:" + agent.uid());
        redis.commands().rpush("queue:" + agent.uid(), utf8(Scripts.SENTINEL));
        redis.commands().del("agent:" + agent.uid());
        redis.commands().del("request:" + agent.uid() + ":" + request.tag());
    }
}
