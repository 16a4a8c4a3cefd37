package academy.exchange.autoconfigure;

import java.time.Duration;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** Refuses values that no exchange could work with, by the name of the property they came from. */
final class PropertyCheck {

    private static final String PREFIX = "academy.exchange.";

    private PropertyCheck() {}

    static void that(boolean valid, String property, Object value, String rule) {
        if (!valid) {
            throw new InvalidConfigurationPropertyValueException(PREFIX + property, value, rule);
        }
    }

    static void isAtLeast(long least, String property, long value) {
        that(value >= least, property, value, "It must be at least " + least + ".");
    }

    /** At least a millisecond, since what is shorter is zero to Redis and to the driver, and zero means for ever to them. */
    static void isPositive(String property, Duration value) {
        that(value.compareTo(Duration.ofMillis(1)) >= 0, property, value, "It must be at least 1ms.");
    }

    static void isNotNegative(String property, Duration value) {
        that(!value.isNegative(), property, value, "It must not be below zero.");
    }
}
