package academy.samples.production;

import org.springframework.stereotype.Component;

import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;

/**
 * Knows what things cost. All instances of the application serve the one mailbox; a request whose process dies is
 * handled once more, by another of them, which does no harm: the same question has the same answer.
 */
@Component
@AgentMailbox(name = "prices", id = "${production.prices.id}", concurrency = "${production.prices.concurrency}")
class PriceAgent {

    private static final int CENTS_PER_LETTER = 7;

    @Action
    Price price(String article, int pieces) {
        if (pieces < 1) {
            throw new IllegalArgumentException("pieces is " + pieces + ", but must be 1 at least");
        }
        return new Price(article, pieces, article.length() * CENTS_PER_LETTER * pieces);
    }
}
