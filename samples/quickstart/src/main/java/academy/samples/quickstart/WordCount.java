package academy.samples.quickstart;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * How the client sees the word-count agent. The agent need not implement it: the names of the methods count, and one
 * that returns a future does not wait for the answer.
 */
interface WordCount {

    CompletableFuture<Map<String, Integer>> count(String line);
}
