package io.signalbox;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One caller in the line of its own process: a parked thread, or a future. Its outcome is written once, under the guard
 * of its {@link PermitLine}.
 */
final class Waiter {

    final int permits;

    /** Wants an answer at once: refused as soon as it is known that the permits are not free. */
    final boolean immediate;

    final String thread;
    private final @Nullable Thread parked;
    private final @Nullable CompletableFuture<Lease> future;

    private @Nullable Lease lease;
    private @Nullable SignalboxException failure;
    private volatile boolean done; // written last, read first: publishes the two above

    private Waiter(int permits, boolean immediate, @Nullable Thread parked, @Nullable CompletableFuture<Lease> future) {
        this.permits = permits;
        this.immediate = immediate;
        this.thread = Thread.currentThread().getName();
        this.parked = parked;
        this.future = future;
    }

    static Waiter parking(int permits, boolean immediate) {
        return new Waiter(permits, immediate, Thread.currentThread(), null);
    }

    static Waiter promising(int permits, CompletableFuture<Lease> future) {
        return new Waiter(permits, false, null, future);
    }

    boolean isDone() {
        return done;
    }

    @Nullable Lease lease() {
        return lease;
    }

    @Nullable SignalboxException failure() {
        return failure;
    }

    /**
     * Writes the outcome. Neither lease nor failure means refused or withdrawn.
     *
     * @return what is still to be run without a lock, or null
     */
    @Nullable Runnable finish(@Nullable Lease newLease, @Nullable SignalboxException newFailure, BoxRuntime box) {
        lease = newLease;
        failure = newFailure;
        done = true;
        if (parked != null) {
            LockSupport.unpark(parked);
            return null;
        }
        CompletableFuture<Lease> promise = future;
        if (promise == null || (newLease == null && newFailure == null)) {
            return null;
        }
        return () -> box.callback(() -> keep(promise, newLease, newFailure));
    }

    private static void keep(
            CompletableFuture<Lease> promise, @Nullable Lease lease, @Nullable SignalboxException failure) {
        if (lease == null) {
            promise.completeExceptionally(failure);
        } else if (!promise.complete(lease)) {
            lease.releaseAsync(); // cancelled in the meantime: nobody will ever see this lease
        }
    }
}
