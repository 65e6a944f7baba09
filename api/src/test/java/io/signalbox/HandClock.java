package io.signalbox;

import io.signalbox.spi.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until a test moves it. */
public final class HandClock implements Clock {

    private final AtomicLong nanos = new AtomicLong(-5_000_000_000L); // the origin means nothing: begin below zero
    private final AtomicLong wallMillis = new AtomicLong(1_700_000_000_000L);

    @Override
    public long nanoTime() {
        return nanos.get();
    }

    @Override
    public long wallMillis() {
        return wallMillis.get();
    }

    /** Both clocks go on. */
    public void advance(Duration duration) {
        nanos.addAndGet(duration.toNanos());
        wallMillis.addAndGet(duration.toMillis());
    }

    /** The wall clock is set, or the machine was suspended; the monotonic clock does not notice. */
    public void jumpWall(Duration duration) {
        wallMillis.addAndGet(duration.toMillis());
    }
}
