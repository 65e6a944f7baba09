package io.signalbox.local;

import io.signalbox.spi.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The wall clock, behind by a tick at most, or by as much as the event thread is late. For what people read. Its fields are
 * guarded by the guard of the {@link Namespace}.
 */
final class CoarseClock {
    /*
     * A look at the clock takes as long as two locks. So the time is read once a tick, and only while somebody wants it: the
     * first who does reads it and asks for a tick; a tick after which nobody has wanted it asks for no other.
     */
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final ReentrantLock guard;
    private final Events events;

    private long millis;
    private boolean ticking;
    private boolean wanted;

    CoarseClock(ReentrantLock guard, Events events) {
        this.guard = guard;
        this.events = events;
    }

    /** Milliseconds since 1970. The caller holds the guard. */
    long wallMillis() {
        if (!ticking) {
            ticking = true;
            millis = Clock.SYSTEM.wallMillis();
            events.postAfter(TICK_NANOS, this::tick);
        }
        wanted = true;
        return millis;
    }

    private void tick() {
        guard.lock();
        try {
            ticking = wanted;
            if (ticking) {
                wanted = false;
                millis = Clock.SYSTEM.wallMillis();
                events.postAfter(TICK_NANOS, this::tick);
            }
        } finally {
            guard.unlock();
        }
    }
}
