package academy.exchange;

import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class MessageTest {

    private static final ClientId CLIENT = ClientId.random().withName("asker");
    private static final AgentId AGENT = AgentId.random().withName("worker");

    static Stream<Request> requests() {
        return Stream.of(
                new Request.Action("act", Serialization.JSON, "[\"AAE=\"]", "{}", null, null),
                new Request.Cancel(UUID.randomUUID()),
                new Request.Ping(),
                new Request.Shutdown(null));
    }

    static Stream<Response> responses() {
        return Stream.of(
                new Response.Result(Serialization.JSON, "null"),
                new Response.ProtocolError(ErrorCode.ACTION_CANCELLED, null),
                new Response.ActionError(Serialization.JSON, "{}"),
                new Response.Success());
    }

    @ParameterizedTest
    @MethodSource("requests")
    void requestCarriesWhatItWasMadeOf(Request body) {
        UUID label = UUID.randomUUID();

        Message message = Message.request(CLIENT, AGENT, label, Map.of("deadline", "7"), body);

        assertThat(message.src()).isEqualTo(CLIENT);
        assertThat(message.dest()).isEqualTo(AGENT);
        assertThat(message.isRequest()).isTrue();
        assertThat(message.tag()).isEqualTo(message.header().tag());
        assertThat(message.header().label()).isEqualTo(label);
        assertThat(message.header().kind()).isEqualTo(Header.Kind.REQUEST);
        assertThat(message.header().isCompatible()).isTrue();
        assertThat(message.header().attributes()).containsExactly(Map.entry("deadline", "7"));
        assertThat(message).isNotEqualTo("a message");
        assertThat(message)
                .isEqualTo(new Message(message.header(), body))
                .hasSameHashCodeAs(new Message(message.header(), body));
    }

    @Test
    void requestsHaveTagsOfTheirOwn() {
        Message first = Message.request(CLIENT, AGENT, new Request.Ping());
        Message second = Message.request(CLIENT, AGENT, new Request.Ping());

        assertThat(first.tag()).isNotEqualTo(second.tag());
        assertThat(first).isNotEqualTo(second);
        assertThat(first.header().label()).isNull();
        assertThat(first.header().attributes()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("responses")
    void replyGoesBackWithTagAndLabel(Response body) {
        Message request =
                Message.request(CLIENT, AGENT, UUID.randomUUID(), Map.of("deadline", "7"), new Request.Ping());

        Message reply = request.reply(body);

        assertThat(reply.src()).isEqualTo(AGENT);
        assertThat(reply.dest()).isEqualTo(CLIENT);
        assertThat(reply.dest().name()).contains("asker");
        assertThat(reply.tag()).isEqualTo(request.tag());
        assertThat(reply.header().label()).isEqualTo(request.header().label());
        assertThat(reply.isRequest()).isFalse();
        assertThat(reply.body()).isEqualTo(body);
        assertThat(reply.header().attributes()).isEmpty();
    }

    @Test
    void replySpeaksOurOwnVersion() {
        Header header = new Header(CLIENT, AGENT, UUID.randomUUID(), null, Header.Kind.REQUEST, "1.7", Map.of());

        Message reply = new Message(header, new Request.Ping()).reply(new Response.Success());

        assertThat(reply.header().protocolVersion()).isEqualTo("1");
    }

    @Test
    void responseIsNotAnswered() {
        Message response = Message.request(CLIENT, AGENT, new Request.Ping()).reply(new Response.Success());

        assertThatIllegalStateException()
                .isThrownBy(() -> response.reply(new Response.Success()))
                .withMessageContaining(response.tag().toString());
    }

    @Test
    void headerAndBodyMustAgree() {
        Message request = Message.request(CLIENT, AGENT, new Request.Ping());
        Message response = request.reply(new Response.Success());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Message(request.header(), new Response.Success()))
                .withMessage("The header says REQUEST, the body is a RESPONSE");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Message(response.header(), new Request.Ping()))
                .withMessage("The header says RESPONSE, the body is a REQUEST");
    }

    @Test
    void onlyAgentsAreAskedToShutDown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Message.request(AGENT, CLIENT, new Request.Shutdown(true)))
                .withMessageContaining("is a client");
        assertThat(Message.request(CLIENT, AGENT, new Request.Shutdown(true)).isRequest())
                .isTrue();
        assertThat(Message.request(AGENT, CLIENT, new Request.Ping()).isRequest())
                .isTrue();
    }

    @Test
    void terminationErrorNamesTheMailbox() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Response.ProtocolError(ErrorCode.MAILBOX_TERMINATED, null));
        assertThat(new Response.ProtocolError(ErrorCode.MAILBOX_TERMINATED, AGENT).mailbox())
                .isEqualTo(AGENT);
    }
}
