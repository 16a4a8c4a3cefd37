package academy.exchange.agent;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.Exchange;

/** The handles with which one run of an agent asks others in the agent's own name. All are closed when it is over. */
final class OwnHandles {

    private final Exchange exchange;
    private final AgentId self;

    /** Weak, since an action may make one for each request; a question that is open keeps its handle. */
    private final Set<AgentHandle> open = Collections.newSetFromMap(new WeakHashMap<>());

    private boolean over;

    OwnHandles(Exchange exchange, AgentId self) {
        this.exchange = exchange;
        this.self = self;
    }

    Exchange exchange() {
        return exchange;
    }

    /** Who asks. */
    AgentId self() {
        return self;
    }

    /** A fresh handle to this agent; one that is closed already when the run is over. */
    AgentHandle handle(AgentId agent) {
        AgentHandle handle = exchange.getHandle(agent).askingAs(self);
        if (!keep(handle)) {
            handle.close();
        }
        return handle;
    }

    /** To be called when the run is over. */
    void close() {
        takeAll().forEach(AgentHandle::close);
    }

    private synchronized boolean keep(AgentHandle handle) {
        if (!over) {
            open.add(handle);
        }
        return !over;
    }

    private synchronized List<AgentHandle> takeAll() {
        over = true;
        List<AgentHandle> all = List.copyOf(open);
        open.clear();
        return all;
    }
}
