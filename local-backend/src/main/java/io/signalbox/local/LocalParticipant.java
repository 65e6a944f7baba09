package io.signalbox.local;

import java.time.Duration;

/**
 * One open {@link io.signalbox.Signalbox} of a namespace, and what can befall it. Get it from {@link LocalControl}.
 *
 * <p>As with a real store there is a connection, which can be cut, and a session, which the store ends when it has not
 * heard of the participant for the {@linkplain #sessionTimeout() session timeout}. The order of things is: the connection
 * is cut, and leases are {@link io.signalbox.LeaseState#IN_DOUBT}; after half of the timeout they are
 * {@link io.signalbox.LeaseState#LOST}; after all of it the session is over and others are granted. Real time counts, and so
 * does {@link #advanceClock}.
 *
 * <p>Once the box is closed, every method that changes something throws {@link IllegalStateException}. Instances are safe
 * for use by many threads.
 */
public final class LocalParticipant {

    private static final Duration MOST = Duration.ofDays(3650);

    private final LocalStore store;

    LocalParticipant(LocalStore store) {
        this.store = store;
    }

    /**
     * What its owner calls it: the option {@code label}.
     *
     * @return the label, or empty
     */
    public String label() {
        return store.self.label();
    }

    /**
     * For how long the store keeps its session when it is silent: the option {@code session-timeout}.
     *
     * @return the timeout
     */
    public Duration sessionTimeout() {
        return store.sessionTimeout;
    }

    /**
     * Whether the store cannot be reached.
     *
     * @return true after {@link #suspend()}, until {@link #restore()}
     */
    public boolean isSuspended() {
        return !store.isReachable();
    }

    /**
     * Cuts the connection. Leases are in doubt at once. Requests are not answered: what waits, waits on, and what does not
     * wait fails with {@link io.signalbox.StoreUnavailableException} after the operation timeout. To release a lease takes
     * effect when the connection is restored or the session is over. If it is cut already, nothing changes.
     *
     * <p>Closing the box ends the session, cut or not; if it is cut and holds leases, after the operation timeout.
     */
    public void suspend() {
        store.suspend();
    }

    /**
     * Mends the connection. If the session is alive, leases that nobody has seen lost are held again and the places in
     * line are kept; if not, whoever waits rejoins the line. If it is not cut, nothing changes.
     */
    public void restore() {
        store.restore();
    }

    /**
     * Ends the session at once, cut or not, as an administrator of the store may. Leases are lost, others are granted, and
     * whoever waits here rejoins the line at its end; in this case without any warning by {@link
     * io.signalbox.LeaseState#IN_DOUBT}.
     */
    public void expire() {
        store.expire();
    }

    /**
     * Lets time pass for this participant: its clocks, and the store's idea of how long it has been silent. What is due by
     * then has happened when this returns. While the connection is not cut, leases stay held however far the clock
     * jumps, because the store confirms them all the time.
     *
     * <p>Timeouts of {@code tryAcquire} and {@code await} go by real time and do not notice.
     *
     * @param time how much, from zero to ten years
     * @throws IllegalArgumentException if it is not in that range
     */
    public void advanceClock(Duration time) {
        if (time.isNegative() || time.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("time must be from zero to ten years, was " + time);
        }
        store.advanceClock(time.toNanos());
    }

    /**
     * The next request of this participant takes effect, but its answer is lost and the connection is cut, as by
     * {@link #suspend()}. So a caller may stand in line, or even hold, and not know.
     */
    public void loseNextReply() {
        store.loseNextReply();
    }

    /**
     * Label and namespace.
     *
     * @return for messages
     */
    @Override
    public String toString() {
        return store.toString();
    }
}
