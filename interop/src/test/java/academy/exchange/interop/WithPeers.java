package academy.exchange.interop;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Lets the constructor of a test class ask for the {@link PythonRelease}, and for an
 * {@link academy.exchange.embedded.EmbeddedRedis}, a {@link PythonPeer} and a {@link JavaPeer} on it, which all tests of the
 * class share and which end after the last.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Peers.class)
@Timeout(120)
@interface WithPeers {

    /** The agents of the Java peer. */
    Class<?>[] javaAgents() default {};
}
