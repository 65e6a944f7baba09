package io.signalbox.spi;

import io.signalbox.Eviction;
import io.signalbox.QueueView;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One first-in-first-out line of contenders in the store, each wanting some permits.
 *
 * <p>A contender holds as soon as the permits wanted by it and by all before it in line fit the size of the queue, and
 * until it leaves or its session is over. With size 1 this is a lock.
 *
 * <p>Safety rests on three things, which the testkit checks: the order of the line is agreed by all participants; a
 * contender of a session that is over holds nothing; and no contender is granted before the store has confirmed it, in
 * the session that is still the present one.
 *
 * <p>Implementations are safe for use by many threads.
 */
public interface PermitQueue {

    /**
     * The lock that guards this line: what the backend knows of it, and, lent to the API, what the process knows of its
     * own contenders and waiters. {@link #join} and {@link Contender#leave} are called with it held; everything else is
     * called without.
     *
     * @implSpec Many lines may have one lock, but a thread that has one never waits for another line's. No listener is
     *     called by a thread that has it. The API has it for moments, and never while it waits or runs code of users.
     * @return the same lock at every call
     */
    ReentrantLock guard();

    /**
     * Stands in line. Called with {@link #guard()} held. The request is sent in the order of the calls; the call does not
     * wait for its answer.
     *
     * @implSpec If there is no session at present, the contender joins as soon as there is one. If the wish is larger
     *     than the size of the queue, or the size becomes smaller than the wish while it waits, the contender fails with
     *     {@link io.signalbox.PermitMismatchException} and leaves: it would block the line for ever.
     *     <p>The listener is called after the guard has been given back, or on another thread. A backend that can grant
     *     at once, without waiting for anybody, may return an already granted contender instead, by returning a
     *     {@link Granted}, and then never calls the listener but to {@linkplain ContenderListener#revoked revoke} it.
     * @param permits how many permits are wanted, at least 1
     * @param thread the name of the thread that asks, for {@link #inspect()}
     * @param listener is told what becomes of it
     * @return the place
     */
    Contender join(int permits, String thread, ContenderListener listener);

    /** A contender that was granted before {@link PermitQueue#join} returned. */
    interface Granted extends Contender {
        /**
         * What was granted.
         *
         * @return tokens and tenure
         */
        Grant grant();
    }

    /**
     * The size last heard of, without asking the store; 1 for a lock.
     *
     * @return the size, or 0 if none is known yet
     */
    int knownSize();

    /**
     * The size in force, asked of the store. If none was ever agreed, and {@code offer} is not 0, that becomes the size.
     *
     * @implSpec Linearizable with {@link #resize} and itself. The size survives every session, and idleness.
     * @param offer the size to agree on if there is none, or 0 for none
     * @return the size in force, or 0 if there is none and none was offered
     */
    CompletionStage<Integer> agree(int offer);

    /**
     * Changes the size for everybody. Holders keep what they hold; while that is more than the new size, nobody is
     * granted.
     *
     * @param size the new size, at least 1
     * @return completes when the store has confirmed
     */
    CompletionStage<Void> resize(int size);

    /**
     * Who holds and who waits, in the order of the line.
     *
     * @return what the store says now
     */
    CompletionStage<QueueView> inspect();

    /**
     * Takes the place of a holder away by force, whosever it is, and writes down that this was done.
     *
     * @implSpec Ends exactly the place that has the token in its {@linkplain Grant#tokens() range} and holds at that
     *     moment; never a waiter, and never another place that came after. Writes the record first, so that none is
     *     missing. Then tells the holder, as well as that can be done, by {@link ContenderListener#revoked()}; it does not
     *     wait for that.
     * @param token any token of the holder's place, positive
     * @return the record, or empty if nobody holds with that token
     */
    CompletionStage<Optional<Eviction>> evict(long token);

    /**
     * The record of the last {@link #evict} that ended a place.
     *
     * @implSpec Outlives both participants, as the size does.
     * @return empty if there was none
     */
    CompletionStage<Optional<Eviction>> lastEviction();
}
