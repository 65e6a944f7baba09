package io.signalbox;

/** A listener's registration. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {

    /** Ends it. A call that is under way goes on; none begins after this returns. Idempotent. */
    @Override
    void close();
}
