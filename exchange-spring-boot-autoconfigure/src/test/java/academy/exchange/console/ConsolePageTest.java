package academy.exchange.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

import academy.exchange.AgentId;
import academy.exchange.embedded.EmbeddedRedis;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What people see of the console, in a real browser. With {@code -Dconsole.write=true} the picture in the documentation is
 * taken anew.
 */
@EnabledIf(
        value = "isBrowserHere",
        disabledReason = "no Chromium here: neither EXCHANGE_TEST_BROWSER nor the path names one that runs")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ConsolePageTest {

    private static final Path PICTURE = Path.of("..", "docs", "console", "console.png");
    private static final int LARGEST_PICTURE = 200_000;
    private static final String SCRIPT = "<script>window.taken = true</script>";
    private static final String IMAGE = "<img src=x onerror='window.taken = true'>";

    private static final Optional<Path> PROGRAM = ChromeBrowser.find();

    private static EmbeddedRedis redis;
    private static ChromeBrowser browser;

    static boolean isBrowserHere() {
        return PROGRAM.isPresent();
    }

    @BeforeAll
    static void start() throws IOException {
        redis = EmbeddedRedis.start();
        browser = ChromeBrowser.start(PROGRAM.orElseThrow());
    }

    @AfterAll
    static void stop() {
        try (EmbeddedRedis last = redis) {
            assertThat(last.port()).isPositive();
            if (browser != null) {
                browser.close();
            }
        }
    }

    @Test
    void agentsAndWhoAsksWhomAreShownAsTheyChange() {
        try (WatchedApplication application = run();
                ChromePage page = open(application, "/exchange")) {
            page.awaitTrue("document.body.dataset.state === 'live'");
            page.awaitTrue("document.querySelectorAll('#agent-rows tr').length === 2");
            assertThat(page.text("document.getElementById('graph').hidden")).isEqualTo("true");
            application.plan();
            page.awaitTrue("document.querySelectorAll('#graph .agents').length === 2");
            page.awaitTrue("[...document.querySelectorAll('#graph .count')].map(e => e.textContent).sort() == '1,2'");
            application.plan();
            page.awaitTrue("[...document.querySelectorAll('#graph .count')].map(e => e.textContent).sort() == '2,4'");
            assertThat(page.text("document.querySelector('#ask-rows').textContent"))
                    .contains("clients")
                    .contains(WatchedApplication.PlannerAgent.class.getName());
            page.awaitTrue("document.querySelector('#agent-rows').textContent.includes('CounterAgent')");
            assertThat(page.complaints()).isEmpty();
        }
    }

    @Test
    void everythingIsFoundBehindAProxyThatTakesAPrefixFromThePath() throws IOException {
        try (WatchedApplication application = run();
                PrefixProxy proxy = PrefixProxy.start("/outer", application);
                ChromePage page = browser.open(proxy.url("/exchange"))) {
            page.awaitTrue("document.body.dataset.state === 'live'");
            page.awaitTrue("document.querySelectorAll('#agent-rows tr').length === 2");
            page.awaitTrue("getComputedStyle(document.querySelector('header')).display === 'flex'");
            assertThat(page.text("location.pathname")).isEqualTo("/outer/exchange/");
            assertThat(page.complaints()).isEmpty();
        }
    }

    @Test
    void whatAgentsSayIsTextAndNothingElse() {
        try (WatchedApplication application = run()) {
            AgentId stranger = application.stranger(SCRIPT, IMAGE, 2);
            application.planFor(stranger);
            try (ChromePage page = open(application, "/exchange/")) {
                page.awaitTrue("document.querySelector('#agent-rows').textContent.includes('" + "<scr' + 'ipt>')");
                page.awaitTrue("document.querySelector('#letter-rows').textContent.includes('<img src=x')");
                page.awaitTrue("document.querySelector('#graph').textContent.includes('<scr' + 'ipt>')");
                assertThat(page.evaluate("document.querySelectorAll('script').length")
                                .asInt())
                        .isEqualTo(1);
                assertThat(page.evaluate("document.querySelectorAll('main img').length")
                                .asInt())
                        .isZero();
                assertThat(page.text("String(window.taken)")).isEqualTo("undefined");
                assertThat(page.complaints()).isEmpty();
            }
        }
    }

    @Test
    void contentSecurityPolicyStopsAScriptThatIsNotOurs() {
        try (WatchedApplication application = run();
                ChromePage page = open(application, "/exchange/")) {
            page.awaitTrue("document.body.dataset.state === 'live'");
            page.evaluate("document.body.append(Object.assign(document.createElement('script'),"
                    + " {textContent: 'window.taken = true'}))");
            assertThat(page.text("String(window.taken)")).isEqualTo("undefined");
        }
    }

    @Test
    void deadLettersAreChosenByKeyboardAlone() {
        try (WatchedApplication application = run()) {
            AgentId first = application.stranger("first.Type", "no paper", 1);
            AgentId second = application.stranger("second.Type", "no ink", 2);
            try (ChromePage page = open(application, "/exchange/")) {
                for (AgentId agent : new AgentId[] {first, second, first}) {
                    String reason = agent.equals(first) ? "no paper" : "no ink";
                    String button =
                            "[...document.querySelectorAll('#agent-rows tr')].find(row => row.textContent.includes('"
                                    + agent.uid() + "'))?.querySelector('button')";
                    page.awaitTrue(button + "?.checkVisibility()");
                    page.evaluate(button + ".focus()");
                    page.press("Enter", 13, "\r");
                    page.awaitTrue("document.activeElement.id === 'letters'");
                    page.awaitTrue("document.querySelector('#letter-rows').textContent.includes('" + reason + "')");
                    page.awaitTrue(button + ".getAttribute('aria-expanded') === 'true'");
                }
                assertThat(page.complaints()).isEmpty();
            }
        }
    }

    @Test
    void pauseIsSeenAndEnds() {
        try (WatchedApplication application = run();
                ChromePage page = open(application, "/exchange/")) {
            page.awaitTrue("document.getElementById('state').textContent === 'Live'");
            page.evaluate("document.getElementById('pause').click()");
            page.awaitTrue("document.getElementById('state').textContent === 'Paused'");
            assertThat(page.text("document.getElementById('pause').getAttribute('aria-pressed')"))
                    .isEqualTo("true");
            application.plan();
            page.evaluate("document.getElementById('pause').click()");
            page.awaitTrue("document.getElementById('state').textContent === 'Live'");
            page.awaitTrue("document.querySelectorAll('#graph .edge').length === 2");
        }
    }

    @Test
    void applicationThatIsGoneIsSeenAndWhatItSaidStays() {
        WatchedApplication application = run();
        try (ChromePage page = open(application, "/exchange/")) {
            page.awaitTrue("document.body.dataset.state === 'live'");
            application.close();
            page.awaitTrue("document.body.dataset.state === 'stale'");
            page.awaitTrue("document.getElementById('problem').checkVisibility()");
            assertThat(page.text("document.getElementById('problem').textContent"))
                    .isEqualTo("The application cannot be reached");
            assertThat(page.evaluate("document.querySelectorAll('#agent-rows tr').length")
                            .asInt())
                    .isEqualTo(2);
        } finally {
            application.close();
        }
    }

    @Test
    void whoeverIsNoLongerLoggedInIsToldSo() {
        try (WatchedApplication application = run();
                ChromePage page = open(application, "/exchange/")) {
            page.awaitTrue("document.body.dataset.state === 'live'");
            application.lock();
            page.awaitTrue("document.body.dataset.state === 'stale'");
            assertThat(page.text("document.getElementById('problem').textContent"))
                    .isEqualTo("The application wants to know who you are; load this page again");
        }
    }

    @Test
    void nothingMovesForWhoeverDoesNotWantThat() {
        try (WatchedApplication application = run();
                ChromePage page = open(application, "/exchange/")) {
            application.plan();
            page.awaitTrue("document.querySelectorAll('#graph .edge').length === 2");
            String motion = "(() => { const edge = document.querySelector('#graph .edge');"
                    + " edge.parentNode.classList.add('active'); return getComputedStyle(edge).animationName; })()";
            page.prefer("prefers-reduced-motion", "no-preference");
            page.awaitTrue(motion + " === 'flow'");
            page.prefer("prefers-reduced-motion", "reduce");
            page.awaitTrue(motion + " === 'none'");
        }
    }

    @Test
    void textStandsOutFromItsGroundInEitherScheme() {
        try (WatchedApplication application = run();
                ChromePage page = open(application, "/exchange/")) {
            page.awaitTrue("document.body.dataset.state === 'live'");
            for (String scheme : new String[] {"light", "dark"}) {
                page.prefer("prefers-color-scheme", scheme);
                page.awaitTrue("matchMedia('(prefers-color-scheme: " + scheme + ")').matches");
                for (String color : new String[] {"text", "quiet", "link", "good", "bad", "warn"}) {
                    for (String ground : new String[] {"ground", "raised"}) {
                        assertThat(page.evaluate(contrast(color, ground)).asDouble())
                                .as(color + " on " + ground + ", " + scheme)
                                .isGreaterThanOrEqualTo(4.5);
                    }
                }
            }
        }
    }

    /** Among them questions of agents to themselves, and those that come back to who began. */
    @Test
    void graphOfManyAndOfCirclesKeepsItsBoxesApart() {
        String questions = "Array.from({length: 100}, (_, i) => ({fromKind: i % 10 ? 'agents' : 'clients',"
                + " from: 'com.example.Agent' + i % 20, to: 'com.example.Agent' + (i + (i / 20 | 0) * 3) % 20, count: 10 ** (i % 9)}))";
        try (WatchedApplication application = run();
                ChromePage page = open(application, "/exchange/")) {
            page.awaitTrue("document.body.dataset.state === 'live'");
            page.evaluate("import('./graph.js').then(graph => { const into = document.getElementById('graph');"
                    + " into.hidden = false; window.left = graph.draw(into, " + questions + ", () => true); })");
            page.awaitTrue("window.left === 40");
            assertThat(page.evaluate("document.querySelectorAll('#graph .edge').length")
                            .asInt())
                    .isEqualTo(60);
            assertThat(page.text("document.querySelector('#graph').innerHTML")).doesNotContain("NaN");
            assertThat(page.text("(() => { const boxes = [...document.querySelectorAll('#graph .box')]"
                            + ".map(box => box.getBoundingClientRect());"
                            + " return String(boxes.some((a, i) => boxes.some((b, j) => i < j && a.left < b.right"
                            + " && b.left < a.right && a.top < b.bottom && b.top < a.bottom))); })()"))
                    .isEqualTo("false");
            assertThat(page.complaints()).isEmpty();
        }
    }

    @Test
    void pictureOfTheDocumentationIsTaken() throws IOException {
        try (WatchedApplication application = run()) {
            AgentId stranger = application.stranger("com.example.Printer", "The printer is out of paper", 2);
            application.plan();
            application.planFor(stranger);
            try (ChromePage page = open(application, "/exchange/")) {
                page.prefer("prefers-color-scheme", "light");
                page.awaitTrue("document.querySelectorAll('#graph .edge').length === 3");
                page.awaitTrue("document.querySelectorAll('#letter-rows tr').length === 2");
                byte[] picture = page.screenshot();
                assertThat(picture).startsWith(0x89, 'P', 'N', 'G').hasSizeLessThan(LARGEST_PICTURE);
                if (Boolean.getBoolean("console.write")) {
                    Files.createDirectories(PICTURE.getParent());
                    Files.write(PICTURE, picture);
                }
            }
        }
    }

    /** As the guidelines for accessible content define it. */
    private static String contrast(String color, String ground) {
        return "(() => { const light = name => {"
                + " const hex = getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();"
                + " const [r, g, b] = [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16) / 255)"
                + "   .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);"
                + " return .2126 * r + .7152 * g + .0722 * b; };"
                + " const [a, b] = [light('" + color + "'), light('" + ground + "')];"
                + " return (Math.max(a, b) + .05) / (Math.min(a, b) + .05); })()";
    }

    private static ChromePage open(WatchedApplication application, String path) {
        return browser.open(application.url(path));
    }

    private static WatchedApplication run() {
        return WatchedApplication.start(
                "academy.exchange.console.enabled=true",
                "academy.exchange.redis.host=127.0.0.1",
                "academy.exchange.redis.port=" + redis.port(),
                "academy.exchange.redis.key-prefix=test-" + UUID.randomUUID() + ":");
    }
}
