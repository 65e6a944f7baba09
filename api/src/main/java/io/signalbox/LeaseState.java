package io.signalbox;

/** What is known of a {@link Lease}. */
public enum LeaseState {
    /** It is certain that nobody else holds. */
    HELD,
    /**
     * The store was not heard of as it should. Nobody else holds before {@link Lease#safeFor()} has gone by; the lease
     * becomes {@link #HELD} again, or {@link #LOST}.
     */
    IN_DOUBT,
    /** Somebody else may hold. Final. */
    LOST,
    /** It was closed while it was not lost. Final. */
    RELEASED
}
