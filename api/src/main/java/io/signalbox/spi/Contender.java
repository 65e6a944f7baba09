package io.signalbox.spi;

import java.util.concurrent.CompletionStage;

/**
 * One place in a {@link PermitQueue}: it waits, then holds, until it leaves.
 *
 * <p>Implementations are safe for use by many threads.
 */
public interface Contender {

    /**
     * Gives up the place, whether it waits or holds, and also when the store has not yet answered the request that made
     * it. Called with the {@linkplain PermitQueue#guard() guard of the line} held. May be called more than once.
     *
     * @implSpec From the moment of this call no grant may be made of it. If the store cannot be reached, the backend
     *     goes on in the background until the place is gone or the session is, so nothing is left behind; the stage
     *     completes then. It never ends the place of another contender. The stage can be made a future
     *     ({@link CompletionStage#toCompletableFuture}), which is how it is asked whether it is complete already.
     * @return completes when the store has confirmed that the place is gone, or the session is over; never fails
     */
    CompletionStage<Void> leave();
}
