package academy.exchange.faults;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A test that runs once in each of {@link Lab#MODES}. */
@ParameterizedTest
@FieldSource("academy.exchange.faults.Lab#MODES")
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface InEachMode {}
