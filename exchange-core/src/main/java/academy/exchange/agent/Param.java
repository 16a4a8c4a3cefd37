package academy.exchange.agent;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;

/**
 * Says more of an argument of an {@link Action} method or of a listening method: another name, or the value it has when
 * it is missing. On the method of an interface it counts for the methods that implement it, unless they say otherwise.
 *
 * <p>On a parameter that is no argument, such as an {@link ActionContext}, it fails the start of the application, and so
 * do two parameters of one name. A parameter that has it is an argument, even if an {@link ActionArgumentResolver} could
 * supply it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Param {

    /** The same as {@link #name()}. */
    @AliasFor("name")
    String value() default "";

    /** The name under which the argument is given by name; by default that of the parameter in the source. */
    @AliasFor("value")
    String name() default "";

    /**
     * What the parameter gets when its argument is missing, as JSON, so that a text needs its quotes:
     * {@code "\"tea\""}, {@code "7"}, {@code "[]"}, {@code "null"}. By default there is none, and a missing argument is
     * refused unless the parameter is an {@link java.util.Optional}.
     *
     * <p>It is converted like an argument, anew for each call. One that cannot be converted to the parameter's type
     * fails the start of the application. An argument that is given as null is not missing.
     */
    String defaultValue() default "";

    /** What it means, for people and for language models that give arguments; none by default. */
    String description() default "";
}
