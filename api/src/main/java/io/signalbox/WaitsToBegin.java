package io.signalbox;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Events of one box with new waiters for whom no reading has begun yet; see {@link EventLine}. */
final class WaitsToBegin {
    /*
     * It is asked ahead of every acquire and release, and nearly always empty. So its size is kept beside it, which to
     * look at is one volatile read. Whoever registers a wait and then does something else finds it counted, for both steps
     * are over by then.
     */
    private final Set<EventLine> events = ConcurrentHashMap.newKeySet();
    private volatile int size;

    void add(EventLine event) {
        synchronized (this) { // no I/O inside
            events.add(event);
            size = events.size();
        }
    }

    void remove(EventLine event) {
        synchronized (this) { // no I/O inside
            events.remove(event);
            size = events.size();
        }
    }

    /** Begins the readings that are still wanted. */
    void begin() {
        if (size > 0) {
            events.forEach(EventLine::beginWaits);
        }
    }
}
