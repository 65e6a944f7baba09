package io.signalbox.local;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.spi.Clock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** The clock of one participant. It runs only while the store is silent. */
final class SilenceClock implements Clock {
    /*
     * A tenure measures how long ago the store was last heard of. While the store answers, that was just now: a real
     * backend gets there by writing a heartbeat again and again, and this one, whose store is a call away, by a clock that
     * stands still in the meantime. So leases stay held without any thread, and from the beginning of a silence on
     * everything happens as it would with heartbeats that are not answered.
     *
     * Each silence begins a nanosecond late, so that no moment before it equals one within: Tenure tells by that whether
     * an acknowledgement is older than a suspicion.
     *
     * Readers take no lock: they read one volatile reference to an immutable State.
     */
    private record State(long nanos, boolean running, long since) {}

    private final LongSupplier ticker;
    private final long wallMillisAtStart = Clock.SYSTEM.wallMillis();
    private final ReentrantLock guard = new ReentrantLock();

    private volatile State state = new State(0, false, 0); // written under guard

    @GuardedBy("guard") private long silenceBegan;

    SilenceClock() {
        this(System::nanoTime);
    }

    SilenceClock(LongSupplier ticker) {
        this.ticker = ticker;
    }

    @Override
    public long nanoTime() {
        State now = state;
        return now.running ? now.nanos + (ticker.getAsLong() - now.since) : now.nanos;
    }

    @Override
    public long wallMillis() {
        return wallMillisAtStart + nanoTime() / 1_000_000;
    }

    void silenceBegins() {
        guard.lock();
        try {
            silenceBegan = nanoTime() + 1;
            state = new State(silenceBegan, true, ticker.getAsLong());
        } finally {
            guard.unlock();
        }
    }

    void silenceEnds() {
        guard.lock();
        try {
            state = new State(nanoTime(), false, 0);
        } finally {
            guard.unlock();
        }
    }

    /** For how long the store has been silent by now; 0 while it answers. */
    long silenceNanos() {
        guard.lock();
        try {
            return state.running ? nanoTime() - silenceBegan : 0;
        } finally {
            guard.unlock();
        }
    }

    /** Lets time pass. */
    void advance(long nanos) {
        guard.lock();
        try {
            State now = state;
            if (now.running) {
                state = new State(now.nanos + nanos, true, now.since);
            }
        } finally {
            guard.unlock();
        }
    }

    @Override
    public String toString() {
        return "SilenceClock[" + state + "]";
    }
}
