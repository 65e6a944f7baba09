package io.signalbox;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A flag that processes set, clear and wait for.
 *
 * <p>The flag outlives every process and a restart of the store. A pulse is not missed: whoever waits when the event is
 * set returns, also if it is cleared again at once, and also across a lost connection or session of the waiter. A wait
 * begins when the store has confirmed it, about one round trip after the call.
 *
 * <pre>{@code
 * DistributedEvent ready = box.event("schema-ready");
 * ready.set();                                              // one process
 * boolean inTime = ready.await(Duration.ofSeconds(2));      // any number of others
 * }</pre>
 *
 * <p>Durations follow the rules of <a href="package-summary.html#clocks">clocks</a>, memory effects those of <a
 * href="package-summary.html#memory">memory</a>. Instances are safe for use by many threads; get them by
 * {@link Signalbox#event}.
 */
public final class DistributedEvent {

    private final EventLine line;

    DistributedEvent(EventLine line) {
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
     * Sets the event; nothing changes if it is set. Every present waiter returns. Linearizable. An interrupt is left
     * pending.
     *
     * @throws StoreUnavailableException if the store does not answer within the operation timeout; unknown whether it was
     *     set
     * @throws SignalboxClosedException if the {@link Signalbox} is or gets closed
     */
    public void set() {
        BoxRuntime.join(line.steer(true));
    }

    /**
     * Clears the event; nothing changes if it is clear. Linearizable. An interrupt is left pending.
     *
     * @throws StoreUnavailableException if the store does not answer within the operation timeout; unknown whether it was
     *     cleared
     * @throws SignalboxClosedException if the {@link Signalbox} is or gets closed
     */
    public void clear() {
        BoxRuntime.join(line.steer(false));
    }

    /**
     * Whether the event is set. Linearizable: true at some instant during the call. An interrupt is left pending.
     *
     * @return true if it is set
     * @throws StoreUnavailableException if the store does not answer within the operation timeout
     * @throws SignalboxClosedException if the {@link Signalbox} is or gets closed
     */
    public boolean isSet() {
        return state().isSet();
    }

    /**
     * Whether it is set, and how often it has changed. Linearizable, as {@link #isSet()}.
     *
     * @return the state
     * @throws StoreUnavailableException if the store does not answer within the operation timeout
     */
    public EventState state() {
        return new EventState(BoxRuntime.join(line.read()));
    }

    /**
     * As {@link #set()}, without waiting.
     *
     * @return completes when the store has confirmed, on a callback thread; cancelling it has no effect on the event
     */
    public CompletableFuture<EventState> setAsync() {
        return line.box.publish(line.steer(true).thenApply(EventState::new));
    }

    /**
     * As {@link #clear()}, without waiting.
     *
     * @return completes when the store has confirmed, on a callback thread; cancelling it has no effect on the event
     */
    public CompletableFuture<EventState> clearAsync() {
        return line.box.publish(line.steer(false).thenApply(EventState::new));
    }

    /**
     * As {@link #state()}, without waiting.
     *
     * @return completes with the state, on a callback thread
     */
    public CompletableFuture<EventState> stateAsync() {
        return line.box.publish(line.read().thenApply(EventState::new));
    }

    /**
     * Waits until the event is set, or was set since the call. Rides out an outage of the store.
     *
     * @throws InterruptedException if interrupted before or while waiting
     * @throws SignalboxClosedException if the {@link Signalbox} is or gets closed
     */
    public void await() throws InterruptedException {
        line.await();
    }

    /**
     * Waits until the event is set, or was set since the call, at most for a time. Answers in time also when the store does
     * not. Before it says that the event was not set it looks once more, in the last tenth of a second, or half of the timeout
     * if that is less; a change after that look is seen only if the news comes in time.
     *
     * @param timeout the longest wait; zero or negative only looks, as {@link #isSet()}
     * @return true if it was set at some instant during the wait, false if it was not
     * @throws InterruptedException if interrupted before or while waiting
     * @throws StoreUnavailableException if the store could not be reached, so that nothing is known
     * @throws SignalboxClosedException if the {@link Signalbox} is or gets closed
     */
    public boolean await(Duration timeout) throws InterruptedException {
        return line.await(timeout);
    }

    /**
     * As {@link #await()}, without a thread. The future completes on a callback thread. Cancelling it, or completing it in
     * any other way (as {@code orTimeout} does), ends the wait. Any number of waits of one process cost the store one watch,
     * and waits that are begun in a row share one reading, for which the first of them is held up by a millisecond at most.
     *
     * @return completes when the event is or was set
     */
    public CompletableFuture<Void> awaitAsync() {
        return line.awaitAsync();
    }

    /**
     * Tells the present state, and then every change. A listener runs on a callback thread, one call at a time, and may
     * block. Changes that follow each other fast may be told as one, which the {@linkplain EventState#version() version}
     * shows; the last one is always told.
     *
     * @param listener is told
     * @return ends it
     * @throws SignalboxClosedException if the {@link Signalbox} is closed
     */
    public Subscription onChange(Consumer<? super EventState> listener) {
        return line.onChange(Objects.requireNonNull(listener, "listener"));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DistributedEvent that && line == that.line;
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
