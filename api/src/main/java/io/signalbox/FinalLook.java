package io.signalbox;

import java.util.concurrent.TimeUnit;

/** When a timed wait for an event reads once more before it says "not set". Times are in nanoseconds since the call. */
final class FinalLook {
    /*
     * The reading begins ahead of the deadline, so that it can be answered by then; and it may still be answered a little
     * later. The thread is woken by the answer, and at the times told here. If it comes much later, it stood still, perhaps
     * with its whole process, and what it was answered is old: it looks again.
     */

    /** Half the time of the wait if that is less. */
    private static final long LEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final long timeoutNanos;
    private final long leadNanos;
    private long begunAt = -1;

    FinalLook(long timeoutNanos) {
        this.timeoutNanos = timeoutNanos;
        this.leadNanos = Math.min(timeoutNanos / 2, LEAD_NANOS);
    }

    void begin(long now) {
        begunAt = now;
    }

    /** When there is something to do. */
    long next(boolean answered) {
        if (begunAt < 0) {
            return timeoutNanos - leadNanos;
        }
        return answered ? timeoutNanos : Math.max(timeoutNanos, patienceEnd());
    }

    /** Whether what there is to do is to begin the reading; else it is to end the wait. */
    boolean isDue(long now, boolean answered) {
        return begunAt < 0 || (answered && now > patienceEnd() + GRACE_NANOS);
    }

    private long patienceEnd() {
        return begunAt + leadNanos + GRACE_NANOS;
    }
}
