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
     * Readers take no lock: they read one volatile reference to an immutable State. The wall clock is in it, as both are
     * read on the way of every grant.
     */
    private record State(long nanos, long wallMillis, boolean running, long since) {}

    private final LongSupplier ticker;
    private final long wallMillisAtStart = Clock.SYSTEM.wallMillis();
    private final ReentrantLock guard = new ReentrantLock();

    private volatile State state = standing(0); // written under guard

    @GuardedBy("guard") private long silenceBegan;

    SilenceClock() {
        this(System::nanoTime);
    }

    SilenceClock(LongSupplier ticker) {
        this.ticker = ticker;
    }

    private State standing(long nanos) {
        return new State(nanos, wallMillis(nanos), false, 0);
    }

    private State running(long nanos) {
        return new State(nanos, wallMillis(nanos), true, ticker.getAsLong());
    }

    private long wallMillis(long nanos) {
        return wallMillisAtStart + nanos / 1_000_000;
    }

    @Override
    public long nanoTime() {
        State now = state;
        return now.running ? now.nanos + (ticker.getAsLong() - now.since) : now.nanos;
    }

    @Override
    public long wallMillis() {
        State now = state;
        return now.running ? wallMillis(nanoTime()) : now.wallMillis;
    }

    void silenceBegins() {
        guard.lock();
        try {
            silenceBegan = nanoTime() + 1;
            state = running(silenceBegan);
        } finally {
            guard.unlock();
        }
    }

    void silenceEnds() {
        guard.lock();
        try {
            state = standing(nanoTime());
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
                state = new State(now.nanos + nanos, now.wallMillis, true, now.since);
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
