package io.signalbox;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/** The state of a lease while it is released, lost and looked at. */
final class LeaseStress {

    private LeaseStress() {}

    /** A lease, and what ends its session. */
    private abstract static class Held {
        final PermitLine line = OpenHand.line();
        final Lease lease = line.acquireAsync(1).join();

        final void endSession() {
            lease.turn.grant.tenure().end();
        }
    }

    @JCStressTest
    @Description("who looks twice while it is released never sees it come back")
    @Outcome(id = "HELD, HELD", expect = ACCEPTABLE)
    @Outcome(id = "HELD, RELEASED", expect = ACCEPTABLE)
    @Outcome(id = "RELEASED, RELEASED", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "came back")
    @State
    public static class Releasing extends Held {
        @Actor
        public void release() {
            lease.close();
        }

        @Actor
        public void look(LL_Result r) {
            r.r1 = lease.state();
            r.r2 = lease.state();
        }
    }

    @JCStressTest
    @Description("released or lost: one of the two, for ever, whoever asks")
    @Outcome(id = "(HELD|RELEASED|LOST), RELEASED, RELEASED", expect = ACCEPTABLE)
    @Outcome(id = "(HELD|LOST), LOST, LOST", expect = ACCEPTABLE)
    @Outcome(id = "HELD, RELEASED, RELEASED", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "both, or neither")
    @State
    public static class Losing extends Held {
        @Actor
        public void release() {
            lease.close();
        }

        @Actor
        public void lose(LLL_Result r) {
            endSession();
            r.r1 = lease.state();
        }

        @Arbiter
        public void end(LLL_Result r) {
            r.r2 = lease.state();
            r.r3 = lease.state();
        }
    }
}
