package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.Lease;
import io.signalbox.LeaseState;
import io.signalbox.Signalbox;
import io.signalbox.testkit.Timeouts;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A session counts from what its writes prove, see {@link Proof}, and sends those that are missing. */
class ProofIT {

    private static final Duration T = Duration.ofSeconds(20);

    @Test
    void lease_afterARest_isExtendedByThreeWritesAndNotByTwo() throws Exception {
        try (ServerProcess server = new ServerProcess(Duration.ofMillis(500));
                Signalbox box = Signalbox.open("zookeeper://" + server.address() + "/proof?session-timeout=20s")) {
            pass(T.dividedBy(3).plusSeconds(1)); // a rest, and the session's own beginning is worn out
            List<LeaseState> told = new CopyOnWriteArrayList<>();
            try (Lease lease = box.lock("door").acquire()) {
                long acquired = System.nanoTime();
                lease.onChange(told::add);
                assertThat(lease.safeFor()).as("T as asked for").isGreaterThan(T.dividedBy(3));
                pass(Duration.ofSeconds(1)); // far less than a link
                box.lock("window").acquire().close();
                Duration bound = untilTheFirstWriteIsWornOut(acquired);
                assertThat(lease.safeFor()).isLessThanOrEqualTo(bound);

                await().atMost(Timeouts.patience()).until(() -> {
                    Duration more = untilTheFirstWriteIsWornOut(acquired).plusSeconds(1);
                    return lease.safeFor().compareTo(more) > 0;
                });
                assertThat(lease.state()).isEqualTo(LeaseState.HELD);
                assertThat(told).isSubsetOf(LeaseState.HELD);
            }
        }
    }

    private static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    private static Duration untilTheFirstWriteIsWornOut(long acquired) {
        return T.dividedBy(2).minusNanos(System.nanoTime() - acquired);
    }
}
