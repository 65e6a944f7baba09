package io.signalbox;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * At most one lease at a time, among all processes that use the same store.
 *
 * <p>A lease belongs to no thread, so a lock is not reentrant: a thread that acquires twice waits for itself
 * ({@link #asLock()} is the reentrant view). Waiters get it in the order of their processes' places in the store's line,
 * and within a process first in, first out. While others wait, one process serves its own waiters at most
 * {@code turn-length} times in a row.
 *
 * <pre>{@code
 * try (Lease lease = lock.acquire()) {
 *     store.write(order, lease.fencingToken());
 * }
 * }</pre>
 *
 * <p>After an exception from an acquire nothing is held and nothing is left in the line. Durations follow the rules of
 * <a href="package-summary.html#clocks">clocks</a>, memory effects those of <a
 * href="package-summary.html#memory">memory</a>, loss those of <a href="package-summary.html#certainty">certainty</a>.
 * Instances are safe for use by many threads; get them by {@link Signalbox#lock}.
 */
public final class DistributedLock {

    private final PermitLine line;

    DistributedLock(PermitLine line) {
        this.line = line;
    }

    /**
     * Its name.
     *
     * @return the name
     */
    public String name() {
        return line.resource.name();
    }

    /**
     * Waits until the lock is free. Rides out an outage of the store, and rejoins the line if the session is lost.
     *
     * @return the lease
     * @throws InterruptedException if interrupted before or while waiting; the place in the line is given up first
     * @throws SignalboxClosedException if the {@link Signalbox} is or gets closed
     * @throws StoreAccessException if the store refuses
     */
    public Lease acquire() throws InterruptedException {
        return line.acquire(1);
    }

    /**
     * Acquires if the lock is free now and nobody stands in line. Waits for nobody; answers within the operation timeout.
     * An interrupt is left pending.
     *
     * @return the lease, or empty if the lock is taken
     * @throws StoreUnavailableException if the store does not answer; nothing is held
     * @throws SignalboxClosedException if the {@link Signalbox} is or gets closed
     */
    public Optional<Lease> tryAcquire() {
        return Optional.ofNullable(line.tryAcquire(1));
    }

    /**
     * Waits until the lock is free, at most for a time. Answers in time also when the store does not.
     *
     * @param timeout the longest wait; zero or negative as {@link #tryAcquire()}
     * @return the lease, or empty if the lock was taken all the time
     * @throws InterruptedException if interrupted before or while waiting; the place in the line is given up first
     * @throws StoreUnavailableException if the store could not be reached, so that nothing is known; nothing is held
     * @throws SignalboxClosedException if the {@link Signalbox} is or gets closed
     */
    public Optional<Lease> tryAcquire(Duration timeout) throws InterruptedException {
        return Optional.ofNullable(line.tryAcquire(1, timeout));
    }

    /**
     * As {@link #acquire()}, without a thread. The future completes on a callback thread. Cancelling it, or completing it
     * in any other way (as {@code orTimeout} does), withdraws from the line; should the grant already be on its way, it is
     * released.
     *
     * @return completes with the lease, or with a {@link SignalboxException}
     */
    public CompletableFuture<Lease> acquireAsync() {
        return line.acquireAsync(1);
    }

    /**
     * A view for code that wants the JDK's type. It is reentrant and owned by threads. All views of one lock share
     * one line with it, but each view counts its own holds: use one view among threads that should share it.
     *
     * <p>Reentrant calls throw {@link LeaseLostException} once the lease is not held for certain. {@code unlock} by a
     * thread that does not hold throws {@link IllegalMonitorStateException}; after a loss it ends the hold in silence.
     * {@code tryLock()} answers within the operation timeout. {@code newCondition} throws
     * {@link UnsupportedOperationException}: a condition among processes would lose signals with its sessions; use
     * a {@link DistributedEvent}.
     *
     * @return a new view
     */
    public Lock asLock() {
        return new LockView(line);
    }

    /**
     * Who holds and who waits, asked of the store.
     *
     * @return at most one holder, and the waiting processes
     * @throws StoreUnavailableException if the store does not answer within the operation timeout
     */
    public QueueView inspect() {
        return BoxRuntime.join(line.box.ask("inspect " + line.resource, line.queue::inspect));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DistributedLock that && line == that.line;
    }

    @Override
    public int hashCode() {
        return line.hashCode();
    }

    @Override
    public String toString() {
        return line.resource.toString();
    }
}
