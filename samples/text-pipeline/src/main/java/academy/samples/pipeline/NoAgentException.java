package academy.samples.pipeline;

import java.util.Locale;

/** Nowhere on this exchange is there an agent that could be asked. */
final class NoAgentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NoAgentException(Class<?> type) {
        super(explain(type.getSimpleName().toLowerCase(Locale.ROOT)));
    }

    private static String explain(String agent) {
        return "No " + agent + " is running. Start a process with --" + ChosenAgents.PROPERTY + "=" + agent
                + " on the same Redis.";
    }
}
