package io.signalbox.faults;

import io.signalbox.Lease;
import io.signalbox.LeaseState;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One lease, from its grant to its end, and all that its holder believes of it. Of one thread. */
final class Holding {
    /*
     * A look takes the time before and after it asks for the state. Before a look that said HELD the lease was held for
     * certain; after one that did not it was not believed in any more. Between the two nobody knows what the holder would
     * have done, and the checkers treat that gap for what it is. The gap is a poll's length, unless the process stood still.
     */
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Parent run;
    private final String thread;
    private final String resource;
    private final Lease lease;
    private LeaseState state = LeaseState.HELD;
    private long lastOfState;

    /** A lease that an acquire has just returned. */
    Holding(Parent run, String thread, String resource, Lease lease) {
        this.run = run;
        this.thread = thread;
        this.resource = resource;
        this.lease = lease;
        this.lastOfState = System.nanoTime();
        run.record(
                lastOfState, thread, Act.ACQUIRE, Outcome.OK, resource, lease.permits(), lease.fencingToken(), 0, "");
    }

    long token() {
        return lease.fencingToken();
    }

    boolean isLost() {
        return state == LeaseState.LOST;
    }

    void look() {
        long before = System.nanoTime();
        LeaseState now = lease.state();
        if (now != state) {
            tell(System.nanoTime(), Act.BELIEF, Outcome.OK, now.name());
            state = now;
        }
        lastOfState = before;
    }

    /** Looks until some time has gone by, or the lease is lost. */
    void lookFor(long nanos) {
        long until = System.nanoTime() + nanos;
        look();
        while (!isLost() && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(POLL_NANOS);
            look();
        }
    }

    void release() {
        look();
        tell(System.nanoTime(), Act.RELEASE, Outcome.INVOKE, state.name());
        lease.close();
        tell(System.nanoTime(), Act.RELEASE, Outcome.OK, "");
    }

    private void tell(long at, Act act, Outcome outcome, String note) {
        run.record(at, thread, act, outcome, resource, lease.permits(), token(), lastOfState, note);
    }
}
