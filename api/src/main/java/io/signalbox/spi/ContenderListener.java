package io.signalbox.spi;

import io.signalbox.SignalboxException;

/**
 * What a backend tells of a {@link Contender}.
 *
 * <p>Order: any number of {@link #waiting()}, then at most one of {@link #granted} and {@link #failed}; after
 * {@code granted}, at most one {@link #revoked()}: the end of the session is then told by the
 * {@linkplain Grant#tenure() tenure}.
 */
public interface ContenderListener {

    /**
     * The store has confirmed the place in line, and its permits did not fit when the line was looked at for the first
     * time.
     */
    void waiting();

    /**
     * The permits of this contender and of all before it fit the size of the queue.
     *
     * @param grant tokens and tenure
     */
    void granted(Grant grant);

    /**
     * The contender is no longer in line and never will be. {@link io.signalbox.StoreUnavailableException} means that
     * its session is over, and that joining anew makes sense; any other exception is for the caller.
     *
     * @param cause why
     */
    void failed(SignalboxException cause);

    /**
     * The place, which was granted, is no longer in the line, though its session lives: somebody has
     * {@linkplain PermitQueue#evict put it out}. Whatever is held by a token of it is lost.
     */
    void revoked();

    /**
     * The size is no longer that {@linkplain Contender#outOf() out of} which the contender wanted its permits. May come at any
     * time, also when the size has changed again.
     */
    default void resized() {}
}
