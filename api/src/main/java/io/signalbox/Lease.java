package io.signalbox;

import io.signalbox.spi.Grant;
import io.signalbox.spi.Tenure;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Permits that were granted, until they are given back or lost.
 *
 * <p>A lease belongs to whoever has the object, not to a thread: any thread may close it. It is not reentrant.
 *
 * <pre>{@code
 * try (Lease lease = lock.acquire()) {
 *     store.write(order, lease.fencingToken());
 * }
 * }</pre>
 *
 * <p><b>Loss.</b> A session with the store can end while a lease is held. The lease is then {@link LeaseState#LOST},
 * before anybody else is granted: {@link #state()} says so, {@link #ensureHeld()} throws, and listeners are told. Ask
 * before each step that matters, and send the {@linkplain #fencingToken() fencing token} with each write; see
 * <a href="package-summary.html#certainty">certainty and loss</a>.
 *
 * <p>Memory effects are <a href="package-summary.html#memory">stated once</a> for all primitives. Instances are safe for
 * use by many threads.
 */
public final class Lease implements AutoCloseable {
    /*
     * `end` goes from null to LOST or RELEASED, once, and is written under the guard of the line. While it is null the
     * state is the tenure's phase. Whoever sees the phase OVER has LOST written there, so that a late acknowledgement cannot
     * bring back a lease of which somebody was told that it is lost.
     *
     * Readers take no guard. A release is seen by them before anybody else is granted: it is written before the place in
     * the store's line is given up, and nobody hears of that but through a lock that is given back later, the guard or the
     * one by which the request is handed on.
     */
    private static final VarHandle END;
    private static final VarHandle LISTENERS;

    static {
        try {
            MethodHandles.Lookup own = MethodHandles.lookup();
            END = own.findVarHandle(Lease.class, "end", LeaseState.class);
            LISTENERS = own.findVarHandle(Lease.class, "listeners", Listeners.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** By which it was granted. */
    final Turn turn;

    /** By which it holds, if that is another: of the same line, and of as many permits. Under the guard of the line. */
    @Nullable Turn movedTo;

    private final Tenure tenure;
    private final long token;
    private volatile @Nullable LeaseState end; // set by END
    private volatile @Nullable Listeners listeners; // set by LISTENERS

    Lease(Turn turn, Grant grant, int index) {
        this.turn = turn;
        this.tenure = grant.tenure();
        this.token = grant.firstToken() + index;
    }

    /**
     * Which lock or semaphore it is of.
     *
     * @return kind and name
     */
    public Resource resource() {
        return turn.line.resource;
    }

    /**
     * How many permits it holds.
     *
     * @return 1 for a lock
     */
    public int permits() {
        return turn.permits;
    }

    /**
     * A number that grows with every grant of this resource, across all processes, restarts and time. A resource that
     * refuses a token smaller than the greatest it has seen is safe from a holder that does not yet know of its loss.
     *
     * @return a positive number, the same for the whole life of the lease
     */
    public long fencingToken() {
        return token;
    }

    /**
     * What is known now. Takes some tens of nanoseconds and asks nobody.
     *
     * @return the state
     */
    public LeaseState state() {
        LeaseState ended = end;
        if (ended != null) {
            return ended;
        }
        return switch (tenure.phase()) {
            case CERTAIN -> LeaseState.HELD;
            case DOUBTFUL -> LeaseState.IN_DOUBT;
            case OVER -> lose();
        };
    }

    private LeaseState lose() {
        if (turn.line.lose(this)) {
            turn.line.box.soon(turn.line::reconsider);
        }
        return Objects.requireNonNull(end);
    }

    /** Called under the guard of its line. False if it has ended before. */
    boolean end(LeaseState how) {
        boolean first = end == null;
        if (first) {
            END.setRelease(this, how); // the guard, when it is given back, is the barrier
        }
        return first;
    }

    /**
     * How long, without another word from the store, it is certain that nobody else holds.
     *
     * @return zero if the lease is released or lost, or if it is not certain now
     */
    public Duration safeFor() {
        return state() == LeaseState.HELD || state() == LeaseState.IN_DOUBT
                ? Duration.ofNanos(tenure.certainForNanos())
                : Duration.ZERO;
    }

    /**
     * Returns if the lease is {@link LeaseState#HELD}.
     *
     * @throws LeaseLostException if it is not; says what it is instead
     */
    public void ensureHeld() {
        LeaseState state = state();
        if (state != LeaseState.HELD) {
            throw new LeaseLostException(
                    "cannot go on with " + resource() + " under token " + token + ": the lease is " + describe(state));
        }
    }

    private static String describe(LeaseState state) {
        return switch (state) {
            case HELD -> "held";
            case IN_DOUBT -> "in doubt, because the store does not answer; wait until it is held again, or stop";
            case LOST -> "lost, and somebody else may hold by now; stop the work";
            case RELEASED -> "released; acquire again";
        };
    }

    /**
     * Tells when the {@linkplain #state() state} changes. A listener runs on a callback thread, one call at a time, and
     * may block. States that follow each other fast may be told as one; the last one is always told. A state other than
     * {@link LeaseState#HELD} at the time of this call is told at once.
     *
     * @param listener is told the new state
     * @return ends it
     */
    public Subscription onChange(Consumer<? super LeaseState> listener) {
        Objects.requireNonNull(listener, "listener");
        Listeners all = listeners;
        if (all == null) {
            LISTENERS.compareAndSet(this, null, new Listeners());
            all = Objects.requireNonNull(listeners);
        }
        return all.add(listener);
    }

    /**
     * Gives the permits back. Never throws and may be called more than once; only the first call counts, and it never
     * frees what somebody else holds by now. Returns when the store has confirmed, so that whoever is told afterwards can
     * acquire, or when the lease's own deadline has passed, whichever is first; the store is then told in the background. An
     * interrupt is left pending and does not end the wait.
     */
    @Override
    public void close() {
        CompletableFuture<Void> unconfirmed = turn.line.release(this);
        if (unconfirmed != null) {
            awaitUninterruptibly(unconfirmed, tenure.certainForNanos());
        }
    }

    /**
     * Gives the permits back without waiting for the store. They are given back in any case: cancelling the future has no
     * effect.
     *
     * @return completes, on a callback thread, when the store has confirmed, and is complete if it has already; never fails
     */
    public CompletableFuture<Void> releaseAsync() {
        CompletableFuture<Void> unconfirmed = turn.line.release(this);
        return unconfirmed == null ? CompletableFuture.completedFuture(null) : turn.line.box.publish(unconfirmed);
    }

    static void awaitUninterruptibly(CompletableFuture<?> stage, long nanos) {
        boolean interrupted = false;
        long start = System.nanoTime();
        long left = nanos;
        while (left > 0) {
            try {
                stage.get(left, TimeUnit.NANOSECONDS);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                left = nanos - (System.nanoTime() - start);
            } catch (TimeoutException | ExecutionException e) {
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Its Signalbox was closed. Called under the guard of its line. */
    void markReleased(Collection<Runnable> effects) {
        if (end(LeaseState.RELEASED)) {
            effects.add(this::ring);
        }
    }

    /** Its place was taken away by force. Called under the guard of its line. */
    void markLost(Collection<Runnable> effects) {
        if (end(LeaseState.LOST)) {
            effects.add(this::ring);
        }
    }

    /** Looks at the tenure again. Called under the guard of its line. */
    LeaseState reconsider(Collection<Runnable> effects) {
        if (tenure.phase() == Tenure.Phase.OVER) {
            end(LeaseState.LOST);
        }
        if (listeners != null) {
            effects.add(this::ring);
        }
        return state();
    }

    /** Has the listeners told, if there are any. To be called without a lock. */
    void ring() {
        Listeners all = listeners;
        if (all != null) {
            all.bell.ring();
        }
    }

    /**
     * Which lease, without its holder.
     *
     * @return resource, token and state
     */
    @Override
    public String toString() {
        return "Lease[" + resource() + ", permits " + permits() + ", token " + token + ", " + state() + "]";
    }

    /** Made with the first listener, so that a lease without any stays small. */
    private final class Listeners {

        private final CopyOnWriteArrayList<Registration> registrations = new CopyOnWriteArrayList<>();
        private final Bell bell = new Bell(turn.line.box, this::tell);

        Subscription add(Consumer<? super LeaseState> listener) {
            Registration registration = new Registration(listener);
            registrations.add(registration);
            bell.ring();
            return () -> {
                registration.closed = true;
                registrations.remove(registration);
            };
        }

        private void tell() {
            LeaseState now = state();
            for (Registration registration : registrations) {
                registration.tell(now);
            }
        }
    }

    /** One listener and what it was told last; told by one thread at a time. */
    private static final class Registration {

        private final Consumer<? super LeaseState> listener;
        private LeaseState told = LeaseState.HELD;

        /** No call begins any more, not even in a round that is under way. */
        private volatile boolean closed;

        Registration(Consumer<? super LeaseState> listener) {
            this.listener = listener;
        }

        void tell(LeaseState now) {
            if (now != told && !closed) {
                told = now;
                listener.accept(now);
            }
        }
    }
}
