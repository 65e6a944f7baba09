package io.signalbox;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One caller in the line of its own process: a parked thread, or a future. Its outcome is written once, under the guard
 * of its {@link PermitLine}.
 */
final class Waiter extends Link<Waiter> {

    final int permits;

    /** Wants an answer at once: refused as soon as it is known that the permits are not free. */
    final boolean immediate;

    final String thread;

    /** How many had come to the line with it; guarded by the guard of its line. */
    int number;

    private final @Nullable Thread parked;
    private final @Nullable CompletableFuture<Lease> future;

    private @Nullable Lease lease;
    private @Nullable SignalboxException failure;
    private volatile boolean done; // written last, read first: publishes the two above

    private Waiter(
            int permits,
            boolean immediate,
            String thread,
            @Nullable Thread parked,
            @Nullable CompletableFuture<Lease> future) {
        this.permits = permits;
        this.immediate = immediate;
        this.thread = thread;
        this.parked = parked;
        this.future = future;
    }

    static Waiter parking(int permits, boolean immediate, Thread thread) {
        return new Waiter(permits, immediate, thread.getName(), thread, null);
    }

    static Waiter promising(int permits, CompletableFuture<Lease> future) {
        return new Waiter(permits, false, Thread.currentThread().getName(), null, future);
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

    /** Writes the outcome. Neither lease nor failure means refused or withdrawn. */
    void finish(@Nullable Lease newLease, @Nullable SignalboxException newFailure) {
        lease = newLease;
        failure = newFailure;
        done = true;
    }

    /** Lets the caller know of the outcome. To be called without a lock. */
    void tell(BoxRuntime box) {
        CompletableFuture<Lease> promise = future;
        if (promise == null) {
            if (parked != Thread.currentThread()) {
                LockSupport.unpark(parked);
            }
        } else if (lease != null || failure != null) {
            box.courier.send(() -> keep(promise, lease, failure));
        }
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
