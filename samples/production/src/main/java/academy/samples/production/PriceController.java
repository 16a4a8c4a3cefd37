package academy.samples.production;

import java.time.Duration;
import java.util.UUID;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import academy.exchange.ActionFailedException;
import academy.exchange.AgentId;
import academy.exchange.Exchange;
import academy.exchange.ExchangeException;
import academy.exchange.ExchangeTimeoutException;

/** The web API: asks whichever instance serves the agent's mailbox. */
@RestController
class PriceController {

    private final Exchange exchange;
    private final AgentId prices;
    private final Duration timeout;

    PriceController(
            Exchange exchange,
            @Value("${production.prices.id}") UUID prices,
            @Value("${production.prices.timeout}") Duration timeout) {
        this.exchange = exchange;
        this.prices = AgentId.of(prices);
        this.timeout = timeout;
    }

    @GetMapping("/prices/{article}")
    ResponseEntity<Price> price(@PathVariable String article, @RequestParam(defaultValue = "1") int pieces)
            throws InterruptedException {
        return ResponseEntity.ofNullable(
                exchange.getHandle(prices).call("price", Price.class, timeout, article, pieces));
    }

    @ExceptionHandler
    ResponseEntity<String> refused(ActionFailedException refused) {
        return ResponseEntity.badRequest().body("The agent does not know a price for that\n");
    }

    /** What went wrong is in the log of the exchange; who asked learns whether it makes sense to ask again. */
    @ExceptionHandler
    ResponseEntity<String> notAnswered(ExchangeException failed) {
        boolean late = failed instanceof ExchangeTimeoutException;
        return ResponseEntity.status(late ? HttpStatus.GATEWAY_TIMEOUT : HttpStatus.SERVICE_UNAVAILABLE)
                .body("No price can be told at the moment\n");
    }
}
