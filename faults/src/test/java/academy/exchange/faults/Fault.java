package academy.exchange.faults;

import academy.exchange.DeliveryMode;

/** What goes wrong, and what each mode promises then. The tests show that the promises are kept. */
@SuppressWarnings("ImmutableEnumChecker") // promises are records of numbers and texts
enum Fault {
    KILLED_READING_AHEAD(
            "Consumer killed (`kill -9`), 5 messages taken and none begun",
            Promise.lost(5),
            Promise.kept().answeredBy("whoever takes them next")),
    KILLED_IN_HANDLER("Consumer killed in the handler", Promise.lost(1), Promise.duplicated(1)),
    KILLED_BEFORE_ACKNOWLEDGE(
            "Consumer killed after the handler, before acknowledge and answer",
            Promise.kept().unanswered(1).answeredBy(Promise.NOBODY),
            Promise.duplicated(1)),
    KILLED_ACKNOWLEDGED(
            "Consumer killed between acknowledge and answer",
            Promise.kept().unanswered(1).answeredBy(Promise.NOBODY),
            // Acknowledgements travel in batches: one that was said and not sent is as good as not said.
            Promise.duplicated(1).unanswered(1).answeredBy("nobody, or whoever handles it again")),
    KILLED_ANSWERED(
            "Consumer killed between answer and acknowledge",
            Promise.kept(),
            Promise.kept().answeredBy("its consumer, and again from the reply cache")),
    KILLED_AND_NOT_REPLACED(
            "Consumer killed in the handler, and nobody takes its place",
            Promise.kept().answeredBy("the exchange: `AgentUnavailableException`"),
            Promise.kept().answeredBy("the exchange: `AgentUnavailableException`")),
    KILLED_EACH_TIME(
            "Consumer killed in the handler whenever it comes to one message; 2 attempts are allowed",
            Promise.lost(1),
            Promise.duplicated(1).answeredBy("the exchange, with an error; the message is a dead letter")),
    HANDLER_THROWS_EACH_TIME(
            "Handler of a container throws whenever it comes to one message; 5 attempts are allowed",
            Promise.lost(1),
            Promise.duplicated(1).answeredBy("the exchange, with an error; the message is a dead letter")),
    CALLER_KILLED(
            "Caller killed",
            Promise.kept().unanswered(Promise.ALL).answeredBy("its consumer, and nobody listens"),
            Promise.kept().unanswered(Promise.ALL).answeredBy("its consumer, and nobody listens")),
    TERMINATED_UNDER_LOAD("Consumer ended under load (`SIGTERM`)", Promise.kept(), Promise.kept()),
    FROZEN(
            "Consumer stands still in the handler (`SIGSTOP`), for longer than its lease",
            Promise.kept(),
            Promise.duplicated(1).answeredBy("whoever has it now, and never by both")),
    CUT_OFF_IN_HANDLER(
            "Consumer cut off in the handler, for longer than its lease, and answers as soon as it can",
            Promise.kept(),
            Promise.duplicated(1).answeredBy("whoever has it now, and never by both")),
    HEAP_EXHAUSTED(
            "Handler exhausts the heap",
            Promise.kept().answeredBy("its consumer, with an error"),
            Promise.kept().answeredBy("its consumer, with an error")),
    HANDLER_THROWS_ERROR(
            "Handler throws an `Error`",
            Promise.kept().answeredBy("its consumer, with an error"),
            Promise.kept().answeredBy("its consumer, with an error")),
    REDIS_KILLED(
            "Redis killed (`kill -9`), append-only file with `appendfsync always`",
            Promise.lost(1).unanswered(2),
            Promise.duplicated(1).unanswered(1)),
    REDIS_RESTARTED(
            "Redis restarted, append-only file",
            Promise.lost(1).unanswered(2),
            Promise.duplicated(1).unanswered(1)),
    DISK_FULL(
            "Disk of Redis full, and Redis restarted when there is room; append-only file with `appendfsync always`",
            Promise.lost(1).unanswered(2),
            Promise.duplicated(1).unanswered(1)),
    REPLACED_BY_SENTINEL(
            "Master killed (`kill -9`), and Sentinel makes its replica the master",
            Promise.replaced(),
            Promise.replaced().answeredBy("whoever handles it again; nobody answers what is lost")),
    REPLACED_IN_CLUSTER(
            "Master of a cluster killed (`kill -9`), and its replica takes over",
            Promise.replaced(),
            Promise.replaced().answeredBy("whoever handles it again; nobody answers what is lost")),
    REDIS_FORGOT(
            "Redis killed, nothing on disk",
            // What was handled before, and its reply was on the way, is sent again to a server that knows nothing of
            // it.
            new Promise(Promise.ALL, 1, Promise.ALL, Promise.NOBODY),
            new Promise(Promise.ALL, 1, Promise.ALL, Promise.NOBODY)),
    FLUSHED(
            "`FLUSHALL`",
            new Promise(Promise.ALL, 1, Promise.ALL, Promise.NOBODY),
            new Promise(Promise.ALL, 1, Promise.ALL, Promise.NOBODY)),
    REDIS_SLEEPS("Redis answers nobody for 2 seconds (`DEBUG SLEEP`)", Promise.kept(), Promise.kept()),
    REDIS_STALLS(
            "Redis answers nobody for longer than callers and consumers wait for it",
            Promise.lost(1).unanswered(2),
            Promise.duplicated(1).unanswered(1)),
    BLOCKED_READERS_KILLED(
            "Connections that wait for messages killed by Redis (`CLIENT KILL`), 5 times",
            Promise.lost(5).unanswered(10),
            Promise.duplicated(5).unanswered(5)),
    CLIENTS_KILLED(
            "All connections killed by Redis (`CLIENT KILL`), 5 times",
            Promise.lost(5).unanswered(10),
            Promise.duplicated(5).unanswered(5)),
    SCRIPTS_FLUSHED("Script cache of Redis flushed", Promise.kept(), Promise.kept()),
    MEMORY_FULL(
            "Memory of Redis full (`maxmemory`), until some is free",
            Promise.kept().answeredBy("its consumer; senders get an exception meanwhile"),
            Promise.kept().answeredBy("its consumer; senders get an exception meanwhile")),
    WRONG_TYPE(
            "Somebody else's key in place of the queue, until it is deleted",
            Promise.kept().answeredBy("its consumer; senders get an exception meanwhile"),
            Promise.kept().answeredBy("its consumer; senders get an exception meanwhile")),
    CUT("Network of the consumer cut under load, 3 times", Promise.lost(3), Promise.duplicated(3)),
    BLACK_HOLED("Network of the consumer swallows everything for a while", Promise.lost(1), Promise.duplicated(1)),
    SLOW("Network of the consumer slow (50 ms each way)", Promise.kept(), Promise.kept()),
    TAKE_REPLY_LOST("Reply of Redis to the reader lost", Promise.lost(1), Promise.kept()),
    SEND_REPLY_LOST("Reply of Redis to the sender lost", Promise.kept(), Promise.kept()),
    CLOCK_OFF("Clock of the consumer's host an hour off", Promise.kept(), Promise.kept()),
    TWO_WITH_ONE_ID("Two agents with one fixed id started at once", Promise.kept(), Promise.kept()),
    ENDED_AFTER_KILL(
            "Mailbox terminated after its consumer was killed in the handler",
            Promise.kept().answeredBy("the exchange: `MAILBOX_TERMINATED`"),
            Promise.kept().answeredBy("the exchange: `MAILBOX_TERMINATED`")),
    ENDED_WHILE_CUT(
            "Mailbox terminated while its consumer is cut off",
            Promise.kept().answeredBy("the exchange: `MAILBOX_TERMINATED`"),
            Promise.kept().answeredBy("the exchange: `MAILBOX_TERMINATED`")),
    ENDED_WHILE_FROZEN(
            "Mailbox terminated while its consumer stands still in the handler",
            Promise.kept().answeredBy("the exchange: `MAILBOX_TERMINATED`"),
            Promise.kept().answeredBy("the exchange: `MAILBOX_TERMINATED`")),
    ENDED_WHILE_REDIS_SLEEPS(
            "Mailbox terminated while Redis answers nobody",
            Promise.kept().answeredBy("the exchange: `MAILBOX_TERMINATED`"),
            Promise.kept().answeredBy("the exchange: `MAILBOX_TERMINATED`")),
    ENDED_WHILE_MEMORY_IS_FULL(
            "Mailbox terminated while the memory of Redis is full",
            Promise.kept().answeredBy("the exchange: `MAILBOX_TERMINATED`"),
            Promise.kept().answeredBy("the exchange: `MAILBOX_TERMINATED`")),
    ENDED_WHILE_REDIS_IS_AWAY(
            "Mailbox terminated while Redis restarts",
            Promise.kept().answeredBy("the exchange: `MAILBOX_TERMINATED`"),
            Promise.kept().answeredBy("the exchange: `MAILBOX_TERMINATED`"));

    private final String label;
    private final Promise atMostOnce;
    private final Promise atLeastOnce;

    Fault(String label, Promise atMostOnce, Promise atLeastOnce) {
        this.label = label;
        this.atMostOnce = atMostOnce;
        this.atLeastOnce = atLeastOnce;
    }

    /** As the documentation calls it. */
    String label() {
        return label;
    }

    Promise promise(DeliveryMode mode) {
        return switch (mode) {
            case AT_MOST_ONCE -> atMostOnce;
            case AT_LEAST_ONCE -> atLeastOnce;
        };
    }
}
