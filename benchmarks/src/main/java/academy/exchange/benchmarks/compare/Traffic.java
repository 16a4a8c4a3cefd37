package academy.exchange.benchmarks.compare;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.ClientId;
import academy.exchange.Exchange;
import academy.exchange.Message;
import academy.exchange.Request;

/** Requests of one client to one agent, which are all alike but for their tags. */
final class Traffic {

    /** What an action is given, in characters, which are as many bytes. */
    static final int PAYLOAD = 400;

    private static final int TAG_LENGTH = 36;

    private final Exchange exchange;
    private final ClientId source;
    private final AgentId agent;
    private final Request body;
    private final byte[] template;
    private final int tagAt;
    private final int agentAt;

    private Traffic(Exchange exchange, ClientId source, AgentId agent, int payload) {
        this.exchange = exchange;
        this.source = source;
        this.agent = agent;
        this.body = exchange.codec().encodeAction("handle", List.of("x".repeat(payload)), Map.of());
        Message message = message();
        this.template = exchange.codec().encode(message);
        String text = new String(template, StandardCharsets.ISO_8859_1);
        this.tagAt = text.indexOf(message.tag().toString());
        this.agentAt = text.indexOf(agent.uid().toString());
    }

    /** To a new agent, from a new client. */
    static Traffic on(Exchange exchange) {
        return on(exchange, PAYLOAD);
    }

    /** To a new agent, from a new client, with so many characters each. */
    static Traffic on(Exchange exchange, int payload) {
        return new Traffic(
                exchange,
                exchange.registerClient(),
                exchange.registerAgent(AgentRegistration.of(Traffic.class)),
                payload);
    }

    /** To a mailbox that is there already. */
    static Traffic to(Exchange exchange, ClientId source, AgentId agent) {
        return new Traffic(exchange, source, agent, PAYLOAD);
    }

    AgentId agent() {
        return agent;
    }

    ClientId source() {
        return source;
    }

    Message message() {
        return Message.request(source, agent, body);
    }

    List<Message> messages(int count) {
        return IntStream.range(0, count).mapToObj(i -> message()).toList();
    }

    /** What lies in the mailbox after a message was sent, with this tag. */
    byte[] encoded(UUID tag) {
        byte[] copy = template.clone();
        System.arraycopy(bytes(tag.toString()), 0, copy, tagAt, TAG_LENGTH);
        return copy;
    }

    /** What lies in the mailbox of another agent, with this tag. */
    byte[] encoded(AgentId other, UUID tag) {
        byte[] copy = encoded(tag);
        System.arraycopy(bytes(other.uid().toString()), 0, copy, agentAt, TAG_LENGTH);
        return copy;
    }

    /** What lies in Redis of a request as long as it is not answered. */
    byte[] header(UUID tag) {
        byte[] header = exchange.codec().encodeHeader(message().header());
        int at = new String(header, StandardCharsets.ISO_8859_1).indexOf("\"tag\"");
        int value = new String(header, StandardCharsets.ISO_8859_1).indexOf('"', at + "\"tag\":".length()) + 1;
        System.arraycopy(bytes(tag.toString()), 0, header, value, TAG_LENGTH);
        return header;
    }

    /** What raw programs are to send, ready to go. */
    List<RawSend> raw(int count) {
        List<RawSend> sends = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            UUID tag = UUID.randomUUID();
            sends.add(new RawSend(keys(tag), encoded(tag), header(tag)));
        }
        return Collections.unmodifiableList(sends);
    }

    private byte[][] keys(UUID tag) {
        return new byte[][] {
            bytes("active:" + agent.uid()),
            bytes("queue:" + agent.uid()),
            bytes("exchange:sent:" + source.uid() + ":" + tag + ":request"),
            bytes("request:" + agent.uid() + ":" + tag)
        };
    }

    /** The key of the agent's queue, of which wire.md tells. */
    byte[] queue() {
        return queue(agent);
    }

    static byte[] queue(AgentId agent) {
        return bytes("queue:" + agent.uid());
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
