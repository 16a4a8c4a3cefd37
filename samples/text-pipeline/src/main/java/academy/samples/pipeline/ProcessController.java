package academy.samples.pipeline;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import academy.exchange.ExchangeException;
import academy.exchange.ExchangeTimeoutException;
import academy.exchange.MessageTooLargeException;

/** The web API: a text in, the processed text out, and what went wrong as a text, too. */
@RestController
class ProcessController {

    private static final MediaType TEXT = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);

    private final Pipeline pipeline;

    ProcessController(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    @PostMapping(path = "/process", consumes = MediaType.TEXT_PLAIN_VALUE)
    ResponseEntity<String> process(@RequestBody(required = false) @Nullable String text) throws InterruptedException {
        return answer(HttpStatus.OK, pipeline.process(text == null ? "" : text));
    }

    @ExceptionHandler
    ResponseEntity<String> nobodyToAsk(NoAgentException failed) {
        return answer(HttpStatus.SERVICE_UNAVAILABLE, failed.getMessage() + "\n");
    }

    @ExceptionHandler
    ResponseEntity<String> noAnswer(ExchangeException failed) {
        return answer(status(failed), failed.getMessage() + "\n");
    }

    private static HttpStatus status(ExchangeException failed) {
        if (failed instanceof ExchangeTimeoutException) {
            return HttpStatus.GATEWAY_TIMEOUT;
        }
        return failed instanceof MessageTooLargeException ? HttpStatus.CONTENT_TOO_LARGE : HttpStatus.BAD_GATEWAY;
    }

    private static ResponseEntity<String> answer(HttpStatus status, String text) {
        return ResponseEntity.status(status).contentType(TEXT).body(text);
    }
}
