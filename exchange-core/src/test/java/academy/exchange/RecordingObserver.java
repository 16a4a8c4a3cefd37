package academy.exchange;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

/** Notes what it is told, one line each: what began, and how it ended. */
public final class RecordingObserver implements ExchangeObserver {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<Message> sent = new CopyOnWriteArrayList<>();

    /** What it was told of. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** The messages that were about to be sent. */
    public List<Message> sent() {
        return List.copyOf(sent);
    }

    @Override
    public Step sending(Message message) {
        sent.add(message);
        return new Noted("send " + message.header().kind(), Map.of("sent_by", "test"));
    }

    @Override
    public Step asking(Message request, Step during) {
        String asker = during == Step.UNOBSERVED ? "" : " during " + during;
        return new Noted("ask" + asker, Map.of("asked_by", "test"));
    }

    @Override
    public Step handling(Work work) {
        return new Noted("handle " + work.agent() + "/" + work.type() + "/" + work.action(), Map.of());
    }

    /** Named by what it is. */
    private final class Noted implements Step {

        private final String name;
        private final Map<String, String> attributes;

        Noted(String name, Map<String, String> attributes) {
            this.name = name;
            this.attributes = attributes;
        }

        @Override
        public Map<String, String> attributes() {
            return attributes;
        }

        @Override
        public Scope open() {
            Thread opener = Thread.currentThread();
            return () -> {
                if (Thread.currentThread() != opener) {
                    lines.add(name + ": closed by another thread");
                }
            };
        }

        @Override
        public void ended(Outcome outcome, @Nullable Throwable failure) {
            lines.add(name + ": " + outcome
                    + (failure == null ? "" : " " + failure.getClass().getSimpleName()));
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
