package io.signalbox.cli;

import java.util.concurrent.CompletableFuture;

/** What is done under a lease, and can be ended. */
interface Charge {

    /** Completes with an exit code when it is over; never fails. */
    CompletableFuture<Integer> ended();

    /** It may go on for that long without another word; if none comes, it is killed. */
    void allow(long nanos);

    /** Of one that is over: whether it was killed because no other word came. */
    boolean hasOverstayed();

    /** Passes a signal on. */
    void signal(SignalTrap.Caught signal);

    /** Stops it until {@link #resume}. */
    void pause();

    void resume();

    /** Asks it to end. */
    void end();

    /** Ends it, and whatever it has started. May be called again. */
    void kill();
}
