package academy.exchange.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import academy.exchange.Exchange;
import academy.exchange.ExchangeException;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/** Which package may know which, and which types are seen from outside. */
class ArchitectureTest {

    private static final String ROOT = "academy.exchange";
    private static final List<String> ROOMS = List.of("codec", "redis", "memory", "mailbox", "handle", "agent");

    /** The main classes of this module, wherever the build has put them. */
    private static final JavaClasses MAIN = new ClassFileImporter()
            .importUrl(Exchange.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void everyClassLivesInAKnownPackage() {
        assertThat(MAIN.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(rooms(ROOMS));
    }

    @Test
    void rootKnowsJavaAndJSpecifyAlone() {
        noClasses()
                .that()
                .resideInAPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(ROOT, "java..", "org.jspecify..")
                .check(MAIN);
    }

    @Test
    void codecKnowsTheRootAlone() {
        knowsNoRoomBut("codec");
    }

    @Test
    void redisKnowsRootAndCodecAlone() {
        knowsNoRoomBut("redis", "codec");
    }

    @Test
    void memoryKnowsTheRootAlone() {
        knowsNoRoomBut("memory");
    }

    @Test
    void mailboxKnowsTheRootAlone() {
        knowsNoRoomBut("mailbox");
    }

    @Test
    void handleKnowsRootAndMailboxAlone() {
        knowsNoRoomBut("handle", "mailbox");
    }

    @Test
    void agentKnowsRootMailboxAndHandleAlone() {
        knowsNoRoomBut("agent", "mailbox", "handle");
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("academy.(**)").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void jacksonIsSeenInCodecOnly() {
        isSeenOnlyIn(resideInAnyPackage("tools.jackson..", "com.fasterxml.jackson.."), "codec");
    }

    @Test
    void springDataAndLettuceAreSeenInRedisOnly() {
        isSeenOnlyIn(resideInAnyPackage("org.springframework.data..", "io.lettuce.."), "redis");
    }

    @Test
    void theRestOfSpringIsSeenInMailboxAndAgentOnly() {
        isSeenOnlyIn(
                resideInAnyPackage("org.springframework..")
                        .and(DescribedPredicate.not(resideInAnyPackage("org.springframework.data.."))),
                "mailbox",
                "agent");
    }

    @Test
    void codecAndBackendsHaveOneDoorEach() {
        assertThat(publicTypes("codec")).containsExactly("JsonMessageCodec");
        assertThat(publicTypes("redis")).containsExactly("RedisExchange", "RedisExchangeBuilder");
        assertThat(publicTypes("memory")).containsExactly("InMemoryExchange");
    }

    /** A sealed type and its members share a package, so that what is thrown to users can live in the root only. */
    @Test
    void everyPublicExceptionIsAnExchangeException() {
        assertThat(ExchangeException.class).isSealed();
        classes()
                .that()
                .areAssignableTo(Throwable.class)
                .and()
                .arePublic()
                .should()
                .beAssignableTo(ExchangeException.class)
                .check(MAIN);
    }

    @Test
    void everyExceptionOfTheRootIsPublicAndAnExchangeException() {
        classes()
                .that()
                .areAssignableTo(Throwable.class)
                .and()
                .resideInAPackage(ROOT)
                .should()
                .bePublic()
                .andShould()
                .beAssignableTo(ExchangeException.class)
                .check(MAIN);
    }

    /** Spring Data rounds their time limits to whole seconds, and zero blocks for ever. */
    @Test
    void blockingPopsOfSpringDataAreNotUsed() {
        noClasses()
                .should()
                .callMethodWhere(JavaCall.Predicates.target(DescribedPredicate.describe(
                        "a blocking pop of Spring Data",
                        target -> target.getOwner().getPackageName().startsWith("org.springframework.data")
                                && Set.of("bLPop", "bRPop", "bRPopLPush", "leftPop", "rightPop")
                                        .contains(target.getName()))))
                .check(MAIN);
    }

    private static void knowsNoRoomBut(String room, String... known) {
        List<String> unknown = new ArrayList<>(ROOMS);
        unknown.remove(room);
        unknown.removeAll(List.of(known));
        noClasses()
                .that()
                .resideInAPackage(ROOT + "." + room)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        unknown.stream().map(other -> ROOT + "." + other + "..").toArray(String[]::new))
                .check(MAIN);
    }

    private static void isSeenOnlyIn(DescribedPredicate<JavaClass> library, String... rooms) {
        noClasses()
                .that()
                .resideOutsideOfPackages(rooms(List.of(rooms)).toArray(String[]::new))
                .or()
                .resideInAPackage(ROOT)
                .should()
                .dependOnClassesThat(library)
                .check(MAIN);
    }

    /** The full names of these packages, and of the root. */
    private static List<String> rooms(List<String> names) {
        List<String> rooms = new ArrayList<>(List.of(ROOT));
        names.forEach(name -> rooms.add(ROOT + "." + name));
        return rooms;
    }

    private static Set<String> publicTypes(String room) {
        return MAIN.stream()
                .filter(type -> type.getPackageName().equals(ROOT + "." + room))
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet());
    }
}
