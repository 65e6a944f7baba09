package io.signalbox.spi;

import io.signalbox.SignalboxException;
import io.signalbox.Subscription;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A flag that counts its changes. The count, called the version, starts at 0 for a flag that was never set, and each
 * change adds one. So the version says all: the flag is set if it is odd.
 *
 * <p>The version outlives every session and a restart of the store.
 *
 * <p>Implementations are safe for use by many threads.
 */
public interface VersionedFlag {

    /**
     * Reads the version.
     *
     * @implSpec Linearizable: the answer was true at some instant between the call and the completion. A read that a
     *     lagging replica may answer does not do.
     * @return the version
     */
    CompletionStage<Long> read();

    /**
     * As {@link #read()}, for a reader who also observes, and is not to hear that a version is left before it has the answer
     * that shows it.
     *
     * @implSpec A backend that tells {@code left} must override this, and give the answer and what the observers are told in
     *     the order in which the store said it. (Whoever depends on a stage may do so only after its completion, and what
     *     comes behind that has been told by then.)
     * @param answer is given the version, or else the failure, once
     */
    default void read(BiConsumer<? super @Nullable Long, ? super @Nullable Throwable> answer) {
        read().whenComplete(answer);
    }

    /**
     * Changes the flag once, if its version is still the given one.
     *
     * @implSpec Linearizable, and conditional: if {@code from} is no longer the version, nothing changes. May be called
     *     again with the same {@code from} when it failed as unavailable: at most one of the calls has effect.
     * @param from the version to start from
     * @return the version in force afterwards: {@code from + 1} if this call changed it, and the present one, greater
     *     than {@code from}, if somebody else did. If {@code from} lies ahead of the truth, the present one too
     */
    CompletionStage<Long> advance(long from);

    /**
     * Tells the versions as they are seen, in ascending order. Versions may be skipped, but never the last one: the present
     * version is told after a lost connection or session, and whatever a reading that begins after this call does not
     * show is told once that reading is answered. Whoever observes reads, so a watch need not tell by itself where
     * it begins.
     *
     * @implSpec One watch in the store, however many observers there are.
     * @param seen is told
     * @return closing it ends the observation, and the watch in the store with the last one
     */
    Subscription watch(LongConsumer seen);

    /**
     * As {@link #watch(LongConsumer)}, for an observer who may be content to hear that a version is past.
     *
     * @implSpec A backend that hears of a change before it knows the version may tell {@code left} at once. It owes the
     *     version to {@code seen} all the same, unless the observation has been closed in between. What is told to
     *     {@code left} must be certain: the flag had that version, and was changed since.
     * @param seen is told versions
     * @param left is told a version that the flag no longer has
     * @return closing it ends the observation, and the watch in the store with the last one
     */
    default Subscription watch(LongConsumer seen, LongConsumer left) {
        return watch(seen);
    }

    /**
     * As {@link #watch(LongConsumer, LongConsumer)}, for an observer who also wants to hear that waiting does not help.
     *
     * @implSpec A backend whose store may refuse this participant, as one whose credential was withdrawn, must override
     *     this. It is not for a store that cannot be reached, which may be back. If the store serves this participant
     *     again after all, the observation goes on.
     * @param seen is told versions
     * @param left is told a version that the flag no longer has
     * @param over is told why, once each time; whoever waits is not to wait any longer
     * @return closing it ends the observation, and the watch in the store with the last one
     */
    default Subscription watch(LongConsumer seen, LongConsumer left, Consumer<SignalboxException> over) {
        return watch(seen, left);
    }

    /**
     * Whether a reading is worth a moment's delay, so that many who begin to wait at about the same time share it.
     *
     * @return false, unless overridden
     */
    default boolean isCostly() {
        return false;
    }
}
