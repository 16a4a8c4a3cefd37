package academy.exchange.agent;

import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.DeliveryMode;
import academy.exchange.DeliveryOptions;
import academy.exchange.ForeignText;
import academy.exchange.mailbox.ContainerOptions;

/**
 * The attributes of an {@link AgentMailbox}, with placeholders and expressions resolved; an empty text means that the
 * attribute was left out.
 */
record MailboxSettings(
        String container,
        String name,
        String id,
        List<String> types,
        String concurrency,
        String prefetch,
        String autoStartup,
        String delivery,
        String maxAttempts) {

    /** Everything was left out. */
    static final MailboxSettings NONE = new MailboxSettings("", "", "", List.of(), "", "", "", "", "");

    static MailboxSettings of(AgentMailbox annotation, AttributeResolver resolver) {
        return new MailboxSettings(
                resolver.text(annotation.container()),
                resolver.text(annotation.name()),
                resolver.text(annotation.id()),
                resolver.texts(annotation.types()),
                resolver.text(annotation.concurrency()),
                resolver.text(annotation.prefetch()),
                resolver.text(annotation.autoStartup()),
                resolver.text(annotation.delivery()),
                resolver.text(annotation.maxAttempts()));
    }

    /** The container's id, or that which it has otherwise. */
    String containerOr(String otherwise) {
        return container.isEmpty() ? otherwise : container;
    }

    /** The name, or what else to call it. */
    String nameOr(String otherwise) {
        return name.isEmpty() ? otherwise : name;
    }

    /**
     * How an agent of this class is registered.
     *
     * @throws IllegalStateException if the id is not a uuid
     * @throws IllegalArgumentException if the name or a type contains a comma
     */
    AgentRegistration registration(Class<?> type) {
        AgentRegistration registration = AgentRegistration.of(type).withExtraTypes(types);
        if (!name.isEmpty()) {
            registration = registration.withName(name);
        }
        return id.isEmpty() ? registration : registration.withId(fixedId());
    }

    /**
     * The options of its container.
     *
     * @param defaults for what was left out
     * @throws IllegalStateException if a number, a truth value or a delivery is none, or a number is out of its range
     */
    ContainerOptions options(ContainerOptions defaults) {
        ContainerOptions options = defaults;
        if (!concurrency.isEmpty()) {
            options = options.withConcurrency(number("concurrency", concurrency, 1));
        }
        if (!prefetch.isEmpty()) {
            options = options.withPrefetch(number("prefetch", prefetch, 0));
        }
        options = options.withDelivery(delivery(options.delivery()));
        return autoStartup.isEmpty() ? options : options.withAutoStartup(startsAutomatically());
    }

    private DeliveryOptions delivery(DeliveryOptions defaults) {
        DeliveryOptions options = delivery.isEmpty() ? defaults : defaults.withMode(mode());
        return maxAttempts.isEmpty() ? options : options.withMaxAttempts(number("maxAttempts", maxAttempts, 1));
    }

    /** As Spring Boot reads the property of this name. */
    private DeliveryMode mode() {
        return switch (delivery.toLowerCase(Locale.ROOT).replace('_', '-')) {
            case "at-most-once" -> DeliveryMode.AT_MOST_ONCE;
            case "at-least-once" -> DeliveryMode.AT_LEAST_ONCE;
            default -> throw unusable("delivery", delivery, "at-most-once or at-least-once", null);
        };
    }

    private AgentId fixedId() {
        try {
            return AgentId.of(id);
        } catch (IllegalArgumentException malformed) {
            throw unusable("id", id, "a uuid such as 6f2a2f0e-4a39-4c5e-9f0a-3d2f0a3f6a11", malformed);
        }
    }

    private static int number(String attribute, String value, int least) {
        String expected = "a whole number of at least " + least;
        int number;
        try {
            number = Integer.parseInt(value);
        } catch (NumberFormatException malformed) {
            throw unusable(attribute, value, expected, malformed);
        }
        if (number < least) {
            throw unusable(attribute, value, expected, null);
        }
        return number;
    }

    private boolean startsAutomatically() {
        return switch (autoStartup.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw unusable("autoStartup", autoStartup, "true or false", null);
        };
    }

    private static IllegalStateException unusable(
            String attribute, String value, String expected, @Nullable Throwable cause) {
        return new IllegalStateException(
                "The attribute " + attribute + " of @AgentMailbox is " + ForeignText.quote(value) + "; it must be "
                        + expected,
                cause);
    }
}
