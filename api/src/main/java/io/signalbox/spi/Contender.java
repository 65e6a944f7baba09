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

    /**
     * Out of how many permits it wants its own: as many as there were when it was made, if the participant has heard of no
     * other size since. Contenders of one participant that hold, and together want as many as each of them says here, hold
     * alone: whatever the size has become, nobody else is granted before one of them has left or says 0. The API may then
     * give what they hold to one of its waiters after the other, each with a {@linkplain Grant#tokens() token} of the
     * youngest of them, and none of these comes after a greater token of somebody else. Called with the
     * {@linkplain PermitQueue#guard() guard of the line} held.
     *
     * <p>That of a lock always is alone, and is not asked.
     *
     * @implSpec Once 0, it stays so, and it becomes 0 for all contenders of a participant at once, of which
     *     {@link ContenderListener#resized()} tells. A backend that cannot know this says 0, which costs time and nothing
     *     else.
     * @return the size, or 0 if it was another since, or nothing is promised of it
     */
    default int outOf() {
        return 0;
    }

    /**
     * Leaves what this contender holds unused, for whoever of this process comes next, in place of {@link #leave()}. Asked
     * of a contender that holds, is the only one of its participant in this line, and wants all the permits
     * {@linkplain #outOf() that there are}. Called with the {@linkplain PermitQueue#guard() guard of the line} held.
     *
     * @implSpec A backend that says true must not let anybody notice: it grants to others, and answers them, as if the
     *     contender had left. To do so it may end the place at any time, and says so to {@link #resume}, not to the
     *     listener. It ends it before its session becomes less than {@linkplain Tenure.Phase#CERTAIN certain}. A backend whose
     *     line is far away says false: to ask a place back takes others the time that is saved here.
     * @return whether it rests; if not, it holds as before, and is to leave
     */
    default boolean rest() {
        return false;
    }

    /**
     * Holds again, after a {@link #rest()}. Called with the {@linkplain PermitQueue#guard() guard of the line} held.
     *
     * @implSpec As if a new contender had joined and been granted, by the same {@link Grant}: nobody was granted since
     *     that was made.
     * @param thread the name of the thread that asks, for {@link PermitQueue#inspect()}
     * @return whether it holds; if not, it is to leave, as the place is gone or another request would not have been granted
     */
    default boolean resume(String thread) {
        return false;
    }
}
