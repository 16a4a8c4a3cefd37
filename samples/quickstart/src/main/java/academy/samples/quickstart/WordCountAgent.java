package academy.samples.quickstart;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.springframework.stereotype.Component;

import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;

/** An agent without a memory: it may handle several requests at a time. */
@Component
@AgentMailbox(name = "word-count", concurrency = "4")
class WordCountAgent {

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+(?:['’][\\p{L}]+)*");

    /** How often each word stands in this line, in lower case. */
    @Action
    Map<String, Integer> count(String line) {
        Map<String, Integer> counts = new TreeMap<>();
        WORD.matcher(line.toLowerCase(Locale.ROOT))
                .results()
                .forEach(word -> counts.merge(word.group(), 1, Integer::sum));
        return counts;
    }
}
