package io.signalbox;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** A turn is passed from one waiter of a process to the next while something else happens. */
final class TurnStress {

    /** What is cancelled just as it is passed is given back by whoever delivers it, a moment later. */
    private static final int PATIENCE_SECONDS = 20;

    private TurnStress() {}

    /** A lease, and one who waits behind it. */
    private abstract static class Pair {
        final PermitLine line = OpenHand.line();
        final Lease first = line.acquireAsync(1).join();
        final CompletableFuture<Lease> second = line.acquireAsync(1);

        /** 1 if the second holds, soon, 0 if it was cancelled, -1 if it waits for ever. */
        final int end() {
            return second.isCancelled() ? 0 : comesToHold(second) ? 1 : -1;
        }
    }

    private static boolean comesToHold(CompletableFuture<Lease> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS).state() == LeaseState.HELD;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @JCStressTest
    @Description("what is released is passed to who waits, and what happened before is seen by it")
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "not passed yet")
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "passed, and the write seen")
    @Outcome(id = "2", expect = FORBIDDEN, desc = "passed, and the write not seen")
    @State
    public static class Handing extends Pair {
        private int written;

        @Actor
        public void release() {
            written = 1;
            first.close();
        }

        @Actor
        public void look(I_Result r) {
            Lease held = second.getNow(null);
            r.r1 = held == null ? 0 : written == 1 ? 1 : 2;
        }
    }

    @JCStressTest
    @Description("a release and a cancelled wait: either the waiter holds, or the lock is free")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "passed first")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "cancelled, and free")
    @Outcome(expect = FORBIDDEN, desc = "lost, or held twice")
    @State
    public static class Cancelling extends Pair {
        @Actor
        public void release() {
            first.close();
        }

        @Actor
        public void cancel() {
            second.cancel(false);
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = end();
            CompletableFuture<Lease> third = line.acquireAsync(1);
            boolean free = r.r1 == 1 ? third.isDone() : comesToHold(third);
            r.r2 = free ? 1 : 0;
        }
    }

    @JCStressTest
    @Description("a release and one more acquire: the one who waited holds, the other waits, nobody sleeps")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "in the order of the line")
    @Outcome(expect = FORBIDDEN, desc = "lost, out of order, or held twice")
    @State
    public static class Joining extends Pair {
        private CompletableFuture<Lease> third;

        @Actor
        public void release() {
            first.close();
        }

        @Actor
        public void join() {
            third = line.acquireAsync(1);
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = end();
            r.r2 = third.isDone() ? 1 : 0;
        }
    }

    @JCStressTest
    @Description("two releases of one lease pass it once")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "passed once")
    @Outcome(expect = FORBIDDEN, desc = "lost, or the successor was released too")
    @State
    public static class ReleasingTwice extends Pair {
        private final CompletableFuture<Lease> third = line.acquireAsync(1);

        @Actor
        public void release() {
            first.close();
        }

        @Actor
        public void releaseAgain() {
            first.releaseAsync();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = end();
            r.r2 = third.isDone() ? 1 : 0;
        }
    }
}
