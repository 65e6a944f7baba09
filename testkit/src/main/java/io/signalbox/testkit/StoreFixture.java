package io.signalbox.testkit;

import io.signalbox.Signalbox;
import io.signalbox.SignalboxConfig;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One test's access to a backend: a namespace nobody else uses, the faults that can be made there, and what can be
 * counted. A suite asks for one fixture a test and closes it.
 *
 * <p>Only {@link #url()} must be written. Each fault answers whether it was made; where a backend cannot make one, the
 * tests that need it are reported as skipped, and never as passed.
 *
 * <p>A fault is made of one participant, which is known by the box that {@link #open} answered. A backend that needs to
 * know which of its clients that is overrides {@code open}, and remembers it, or goes by the {@code label} option, which
 * differs from box to box within a test.
 */
public interface StoreFixture extends AutoCloseable {

    /**
     * Where boxes are opened.
     *
     * @return a URL with a namespace of its own; the same at every call
     */
    String url();

    /**
     * What the report calls the backend.
     *
     * @return the scheme of the URL, unless overridden
     */
    default String backend() {
        return url().substring(0, url().indexOf(':'));
    }

    /**
     * The session timeout of the boxes. Short, since tests wait for it, but not so short that a busy machine makes
     * sessions end by themselves.
     *
     * @return 3 seconds, unless overridden
     */
    default Duration sessionTimeout() {
        return Duration.ofSeconds(3);
    }

    /**
     * Opens one more participant.
     *
     * @param options by name, as in a URL; a session timeout, an operation timeout and a label at least
     * @return an open box, which the suite closes
     */
    default Signalbox open(Map<String, String> options) {
        SignalboxConfig.Builder builder = SignalboxConfig.builder().url(url());
        options.forEach(builder::option);
        return Signalbox.open(builder.build());
    }

    /**
     * The store ends the session of one participant. The participant is still connected, or connects again by itself,
     * learns of it, and gets another session. A session may be ended by the back door here, sooner than the store would
     * by its own clock, so no suite asks who learns of it first; {@link #cutOff} is for that.
     *
     * @param box the participant
     * @return false if this cannot be done here
     */
    default boolean expire(Signalbox box) {
        return false;
    }

    /**
     * Cuts one participant off from the store, in both directions, until {@link #reconnect}. Its session goes on in the
     * store until the session timeout.
     *
     * @param box the participant
     * @return false if this cannot be done here
     */
    default boolean cutOff(Signalbox box) {
        return false;
    }

    /**
     * Ends {@link #cutOff}.
     *
     * @param box the participant
     */
    default void reconnect(Signalbox box) {}

    /**
     * The store shall carry out the next request by which this participant joins a line, and its answer shall be lost
     * with the connection. The participant connects again by itself.
     *
     * @param box the participant
     * @return false if this cannot be done here
     */
    default boolean loseNextReply(Signalbox box) {
        return false;
    }

    /**
     * The store falls silent: connections stay, nothing is answered, as after SIGSTOP.
     *
     * @return false if this cannot be done here
     */
    default boolean stopStore() {
        return false;
    }

    /** Ends {@link #stopStore}. */
    default void startStore() {}

    /**
     * Ends the store, every server of it, and starts it again with what it had on disk.
     *
     * @return false if this cannot be done here
     */
    default boolean restartStore() {
        return false;
    }

    /**
     * How many contenders there are in the namespace, of all locks and semaphores, counted in the store itself.
     *
     * @return empty if they cannot be counted
     */
    default OptionalInt contenders() {
        return OptionalInt.empty();
    }

    /**
     * How many watches the store keeps for participants of the namespace.
     *
     * @return empty if they cannot be counted
     */
    default OptionalInt watches() {
        return OptionalInt.empty();
    }

    /**
     * How many sessions the store keeps for participants of the namespace.
     *
     * @return empty if they cannot be counted
     */
    default OptionalInt sessions() {
        return OptionalInt.empty();
    }

    /**
     * How many requests the store has been sent by participants of the namespace, heartbeats and pings not counted.
     *
     * @return empty if they cannot be counted
     */
    default OptionalLong requests() {
        return OptionalLong.empty();
    }

    /** Ends every fault that still goes on, and gives the namespace up. The boxes are closed by then. */
    @Override
    default void close() {}
}
