package io.signalbox;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One caller that awaits an event: a parked thread, or a future. Written under the guard of its {@link EventLine}. */
final class EventWaiter {

    private final @Nullable Thread parked;
    private final @Nullable CompletableFuture<@Nullable Void> future;

    /** The version, of a clear flag, at which it began to wait; negative until the store has said. */
    long base = -1;

    /** How many readings it waits for; the first is for its base. */
    int readings = 1;

    private @Nullable SignalboxException failure;
    private boolean seen;
    private volatile boolean done; // written last, read first: publishes the two above

    private EventWaiter(@Nullable Thread parked, @Nullable CompletableFuture<@Nullable Void> future) {
        this.parked = parked;
        this.future = future;
    }

    static EventWaiter parking() {
        return new EventWaiter(Thread.currentThread(), null);
    }

    static EventWaiter promising(CompletableFuture<@Nullable Void> future) {
        return new EventWaiter(null, future);
    }

    boolean isDone() {
        return done;
    }

    void answered(long version) {
        readings--;
        if (base < 0) {
            base = version;
        } else if (parked != null) {
            LockSupport.unpark(parked); // it may have waited for nothing else
        }
    }

    /** Whether the event was seen set. */
    boolean outcome() {
        SignalboxException cause = failure;
        if (cause != null) {
            throw cause;
        }
        return seen;
    }

    /** Whether a thread is parked for it, and so no other wait is begun by that thread meanwhile. */
    boolean isParked() {
        return parked != null;
    }

    /**
     * Writes the outcome: seen set, or failed, or neither. {@link #wake} is to follow.
     *
     * @return user code to be called back, or null
     */
    @Nullable Runnable finish(boolean nowSeen, @Nullable SignalboxException newFailure) {
        seen = nowSeen;
        failure = newFailure;
        done = true;
        CompletableFuture<@Nullable Void> promise = future;
        if (promise != null && newFailure != null) {
            return () -> promise.completeExceptionally(newFailure);
        } else if (promise != null && nowSeen) {
            return () -> promise.complete(null);
        }
        return null;
    }

    void wake() {
        LockSupport.unpark(parked);
    }
}
