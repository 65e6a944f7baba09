package io.signalbox;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A number of permits, shared by all processes that use the same store.
 *
 * <p>The number, called the size, is agreed through the store and outlives every process. A request is granted whole or
 * not at all, and in its place in line: nobody who asks for many starves, and two requests never wait for each other's
 * halves. Waiters are served in the order of the store's line, and within a process first in, first out. Of requests for
 * all permits one process serves its own at most {@code turn-length} times in a row while others wait, as with a
 * {@link DistributedLock}.
 *
 * <pre>{@code
 * DistributedSemaphore pool = box.semaphore("db-pool", 10);
 * try (Lease three = pool.acquire(3)) {
 *     ...
 * }
 * }</pre>
 *
 * <p>After an exception from an acquire nothing is held and nothing is left in the line. Durations follow the rules of
 * <a href="package-summary.html#clocks">clocks</a>, memory effects those of <a
 * href="package-summary.html#memory">memory</a>, loss those of <a href="package-summary.html#certainty">certainty</a>.
 * Instances are safe for use by many threads; get them by {@link Signalbox#semaphore}.
 */
public final class DistributedSemaphore {

    private final PermitLine line;

    DistributedSemaphore(PermitLine line) {
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
     * How many permits there are, held or free, asked of the store.
     *
     * @return the size in force, at least 1
     * @throws StoreUnavailableException if the store does not answer within the operation timeout
     */
    public int size() {
        return BoxRuntime.join(line.box.ask("read the size of " + line.resource, () -> line.queue.agree(0)));
    }

    /**
     * Changes the size for everybody, and for ever. What is held stays held; if that is more than the new size, nobody is
     * granted until it has drained. Waiting requests for more than the new size fail. If somebody holds all of the old size,
     * a larger one is of use to others as soon as that holder has heard of it, which takes some milliseconds; if it is
     * stopped or cut off, when it is back or its session is over.
     *
     * @param size the new size, at least 1
     * @throws IllegalArgumentException if the size is less than 1
     * @throws StoreUnavailableException if the store does not answer within the operation timeout; unknown whether the size
     *     was changed
     */
    public void resize(int size) {
        checkAtLeastOne("size", size);
        BoxRuntime.join(line.box.ask("resize " + line.resource, () -> line.queue.resize(size)));
    }

    static void checkAtLeastOne(String what, int number) {
        if (number < 1) {
            throw new IllegalArgumentException(what + " must be >= 1, was " + number);
        }
    }

    /**
     * Waits for one permit; see {@link #acquire(int)}.
     *
     * @return the lease
     * @throws InterruptedException if interrupted before or while waiting; the place in the line is given up first
     */
    public Lease acquire() throws InterruptedException {
        return acquire(1);
    }

    /**
     * Waits until all the permits are free at once. Rides out an outage of the store, and rejoins the line if the session
     * is lost.
     *
     * @param permits how many, at least 1
     * @return the lease of all of them
     * @throws InterruptedException if interrupted before or while waiting; the place in the line is given up first
     * @throws IllegalArgumentException if {@code permits} is less than 1
     * @throws PermitMismatchException if it is more than the size
     * @throws SignalboxClosedException if the {@link Signalbox} is or gets closed
     * @throws StoreAccessException if the store refuses
     */
    public Lease acquire(int permits) throws InterruptedException {
        checkAtLeastOne("permits", permits);
        return line.acquire(permits);
    }

    /**
     * Acquires one permit if it is free now; see {@link #tryAcquire(int)}.
     *
     * @return the lease, or empty
     */
    public Optional<Lease> tryAcquire() {
        return tryAcquire(1);
    }

    /**
     * Acquires if all the permits are free now and nobody stands in line. Waits for nobody; answers within the operation
     * timeout. An interrupt is left pending.
     *
     * @param permits how many, at least 1
     * @return the lease, or empty if they are not free
     * @throws IllegalArgumentException if {@code permits} is less than 1
     * @throws PermitMismatchException if it is more than the size
     * @throws StoreUnavailableException if the store does not answer; nothing is held
     * @throws SignalboxClosedException if the {@link Signalbox} is or gets closed
     */
    public Optional<Lease> tryAcquire(int permits) {
        checkAtLeastOne("permits", permits);
        return Optional.ofNullable(line.tryAcquire(permits));
    }

    /**
     * Waits for one permit, at most for a time; see {@link #tryAcquire(int, Duration)}.
     *
     * @param timeout the longest wait; zero or negative as {@link #tryAcquire()}
     * @return the lease, or empty
     * @throws InterruptedException if interrupted before or while waiting; the place in the line is given up first
     */
    public Optional<Lease> tryAcquire(Duration timeout) throws InterruptedException {
        return tryAcquire(1, timeout);
    }

    /**
     * Waits until all the permits are free at once, at most for a time. Answers in time also when the store does not.
     *
     * @param permits how many, at least 1
     * @param timeout the longest wait; zero or negative as {@link #tryAcquire(int)}
     * @return the lease of all of them, or empty if they were not free in time
     * @throws InterruptedException if interrupted before or while waiting; the place in the line is given up first
     * @throws IllegalArgumentException if {@code permits} is less than 1
     * @throws PermitMismatchException if it is more than the size
     * @throws StoreUnavailableException if the store could not be reached, so that nothing is known; nothing is held
     * @throws SignalboxClosedException if the {@link Signalbox} is or gets closed
     */
    public Optional<Lease> tryAcquire(int permits, Duration timeout) throws InterruptedException {
        checkAtLeastOne("permits", permits);
        return Optional.ofNullable(line.tryAcquire(permits, timeout));
    }

    /**
     * Waits for one permit without a thread; see {@link #acquireAsync(int)}.
     *
     * @return completes with the lease
     */
    public CompletableFuture<Lease> acquireAsync() {
        return acquireAsync(1);
    }

    /**
     * As {@link #acquire(int)}, without a thread. The future completes on a callback thread. Cancelling it, or completing
     * it in any other way (as {@code orTimeout} does), withdraws from the line; should the grant already be on its way, it
     * is released.
     *
     * @param permits how many, at least 1
     * @return completes with the lease, or with a {@link SignalboxException}
     * @throws IllegalArgumentException if {@code permits} is less than 1
     */
    public CompletableFuture<Lease> acquireAsync(int permits) {
        checkAtLeastOne("permits", permits);
        return line.acquireAsync(permits);
    }

    /**
     * Who holds and who waits, asked of the store.
     *
     * @return holders and waiting processes, in the order of the line
     * @throws StoreUnavailableException if the store does not answer within the operation timeout
     */
    public QueueView inspect() {
        return BoxRuntime.join(line.box.ask("inspect " + line.resource, line.queue::inspect));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DistributedSemaphore that && line == that.line;
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
