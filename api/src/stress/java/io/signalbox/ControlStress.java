package io.signalbox;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Wrong on purpose: what is not seen here is not seen anywhere. The build fails if this passes. */
final class ControlStress {

    private ControlStress() {}

    @JCStressTest
    @Description("a lease whose end is written without the guard of its line ends twice")
    @Outcome(
            id = {"true, false", "false, true"},
            expect = ACCEPTABLE)
    @Outcome(id = "true, true", expect = FORBIDDEN, desc = "ended twice")
    @State
    public static class Unguarded {
        private final Lease lease = OpenHand.line().acquireAsync(1).join();

        @Actor
        public void release(ZZ_Result r) {
            r.r1 = lease.end(LeaseState.RELEASED);
        }

        @Actor
        public void lose(ZZ_Result r) {
            r.r2 = lease.end(LeaseState.LOST);
        }
    }
}
