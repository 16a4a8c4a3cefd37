package academy.exchange.agent;

import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;

import academy.exchange.DeliveryOptions;
import academy.exchange.mailbox.ContainerOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(30)
class MailboxSettingsTest {

    @Test
    void whatIsLeftOutComesFromTheDefaults() {
        MailboxSettings settings = settings(Plain.class);
        ContainerOptions defaults =
                ContainerOptions.defaults().withConcurrency(7).withAutoStartup(false);
        assertThat(settings.options(defaults)).isEqualTo(defaults);
        assertThat(settings.registration(Plain.class).id()).isEmpty();
        assertThat(settings.registration(Plain.class).name()).isEmpty();
        assertThat(settings.containerOr("bean")).isEqualTo("bean");
    }

    @Test
    void attributesOverrideTheDefaults() {
        MailboxSettings settings = settings(Full.class);
        ContainerOptions options = settings.options(ContainerOptions.defaults());
        assertThat(options.concurrency()).isEqualTo(3);
        assertThat(options.autoStartup()).isFalse();
        assertThat(settings.registration(Full.class).typeNames()).contains("a", "b", "c", "full");
        assertThat(settings.containerOr("bean")).isEqualTo("desk");
    }

    @Test
    void idThatIsNoUuidIsRefused() {
        assertThatThrownBy(() -> settings(BadId.class).registration(BadId.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("attribute id")
                .hasMessageContaining("'seven'");
    }

    @Test
    void numberThatIsNoneOrOutOfItsRangeIsRefused() {
        assertRefused(BadConcurrency.class, "attribute concurrency", "'many'", "at least 1");
        assertRefused(NoConcurrency.class, "attribute concurrency", "'0'", "at least 1");
        assertRefused(BadPrefetch.class, "attribute prefetch", "'some'", "at least 0");
        assertRefused(NegativePrefetch.class, "attribute prefetch", "'-1'", "at least 0");
    }

    @Test
    void deliveryAndAttemptsOverrideTheDefaults() {
        assertThat(delivery(Careful.class, DeliveryOptions.atMostOnce()))
                .isEqualTo(DeliveryOptions.atLeastOnce().withMaxAttempts(9));
        assertThat(delivery(Shouted.class, DeliveryOptions.atMostOnce())).isEqualTo(DeliveryOptions.atLeastOnce());
        assertThat(delivery(Careless.class, DeliveryOptions.atLeastOnce())).isEqualTo(DeliveryOptions.atMostOnce());
        assertThat(delivery(Plain.class, DeliveryOptions.atLeastOnce())).isEqualTo(DeliveryOptions.atLeastOnce());
    }

    @Test
    void deliveryThatIsNoneIsRefused() {
        assertRefused(Twice.class, "attribute delivery", "'exactly-once'", "at-most-once or at-least-once");
        assertRefused(NoAttempt.class, "attribute maxAttempts", "'0'", "at least 1");
    }

    private static DeliveryOptions delivery(Class<?> type, DeliveryOptions defaults) {
        return settings(type)
                .options(ContainerOptions.defaults().withDelivery(defaults))
                .delivery();
    }

    @Test
    void autoStartupThatIsNoTruthValueIsRefused() {
        assertRefused(BadStart.class, "attribute autoStartup", "'maybe'");
    }

    private static void assertRefused(Class<?> type, String... parts) {
        assertThatThrownBy(() -> settings(type).options(ContainerOptions.defaults()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll(parts);
    }

    private static MailboxSettings settings(Class<?> type) {
        AgentMailbox annotation =
                Objects.requireNonNull(AnnotatedElementUtils.getMergedAnnotation(type, AgentMailbox.class));
        return MailboxSettings.of(annotation, new AttributeResolver(new DefaultListableBeanFactory()));
    }

    @AgentMailbox
    static class Plain {}

    @AgentMailbox(
            value = "full",
            types = {"a, b", "c"},
            container = "desk",
            concurrency = "3",
            prefetch = "2",
            autoStartup = "FALSE")
    static class Full {}

    @AgentMailbox(id = "seven")
    static class BadId {}

    @AgentMailbox(concurrency = "many")
    static class BadConcurrency {}

    @AgentMailbox(concurrency = "0")
    static class NoConcurrency {}

    @AgentMailbox(prefetch = "some")
    static class BadPrefetch {}

    @AgentMailbox(prefetch = "-1")
    static class NegativePrefetch {}

    @AgentMailbox(autoStartup = "maybe")
    static class BadStart {}

    @AgentMailbox(delivery = "at-least-once", maxAttempts = "9")
    static class Careful {}

    @AgentMailbox(delivery = "AT_LEAST_ONCE")
    static class Shouted {}

    @AgentMailbox(delivery = "At-Most-Once")
    static class Careless {}

    @AgentMailbox(delivery = "exactly-once")
    static class Twice {}

    @AgentMailbox(maxAttempts = "0")
    static class NoAttempt {}
}
