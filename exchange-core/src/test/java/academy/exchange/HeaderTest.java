package academy.exchange;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class HeaderTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "1.2",
                "v1.0",
                "V1",
                "1rc1",
                "1.0.0",
                "01",
                "1a1",
                "1.dev3",
                "1.0.post1",
                "1-2",
                " 1 ",
                "1!1",
                "0!1.5",
                "1.0-beta.2",
                "1.0alpha",
                "1c2"
            })
    void everyVersionOneIsCompatible(String version) {
        assertThat(header(version).isCompatible()).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "2",
                "0",
                "0.1",
                "10",
                "11",
                "1000.0.0",
                "1+x",
                "1.0+local.1",
                "",
                " ",
                "abc",
                "1.x",
                "one",
                "1..2",
                "1,0",
                "-1",
                "1 2",
                "1\n2"
            })
    void everyOtherVersionIsNot(@Nullable String version) {
        assertThat(header(version).isCompatible()).isFalse();
    }

    @Test
    void hugeVersionIsRefusedAtOnce() {
        assertThat(header("1" + ".0".repeat(1_000_000)).isCompatible()).isFalse();
    }

    @Test
    void attributesAreCopied() {
        Map<String, String> attributes = new HashMap<>(Map.of("a", "1"));
        Header header = header("1", attributes);

        attributes.put("b", "2");

        assertThat(header.attributes()).isEqualTo(Map.of("a", "1"));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> header.attributes().put("c", "3"));
    }

    @Test
    void headersAreEqualByAllTheyHold() {
        Header header = header("1", Map.of("a", "1"));
        Header same = new Header(header.src(), header.dest(), header.tag(), null, header.kind(), "1", Map.of("a", "1"));
        Header other = new Header(header.src(), header.dest(), header.tag(), null, header.kind(), "1", Map.of());

        assertThat(header).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo(other);
    }

    @Test
    void replyGoesToTheSource() {
        Header request = header("1");

        Header reply = request.reply();

        assertThat(reply.dest()).isEqualTo(request.src());
        assertThat(reply.src()).isEqualTo(request.dest());
        assertThat(reply.tag()).isEqualTo(request.tag());
    }

    @Test
    void replyGoesToTheClientThatTheRequestNames() {
        ClientId client = ClientId.random();

        Header reply = header("1", Map.of(Header.REPLY_TO, client.uid().toString(), "other", "x"))
                .reply();

        assertThat(reply.dest()).isEqualTo(client);
        assertThat(reply.attributes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "me", "1-1-1-1-1", "11111111-1111-4111-8111-11111111111g", "+1111111-1111-4111-8111-1111"})
    void clientThatCannotBeReadCountsAsNotNamed(String client) {
        Header request = header("1", Map.of(Header.REPLY_TO, client));

        assertThat(request.reply().dest()).isEqualTo(request.src());
    }

    private static Header header(@Nullable String version) {
        return header(version, Map.of());
    }

    private static Header header(@Nullable String version, Map<String, String> attributes) {
        return new Header(
                ClientId.random(), AgentId.random(), UUID.randomUUID(), null, Header.Kind.REQUEST, version, attributes);
    }
}
