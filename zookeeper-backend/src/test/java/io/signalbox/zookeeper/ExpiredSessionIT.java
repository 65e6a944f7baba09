package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.Lease;
import io.signalbox.LeaseLostException;
import io.signalbox.LeaseState;
import io.signalbox.Signalbox;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A holder whose session ends on the server knows of its loss before anybody else holds. */
class ExpiredSessionIT extends OnTestServer {

    private static final String T = "1500ms";
    private static final int ROUNDS = 10;

    /** When a lease left HELD and when it was LOST, by its own word. */
    private static final class Stamps {
        private final AtomicLong leftHeld = new AtomicLong();
        private final AtomicLong lost = new AtomicLong();
        private final AtomicLong told = new AtomicLong();

        void poll(Lease lease) {
            while (lost.get() == 0) {
                LeaseState state = lease.state();
                long now = System.nanoTime();
                if (state != LeaseState.HELD) {
                    leftHeld.compareAndSet(0, now);
                }
                if (state == LeaseState.LOST) {
                    lost.set(now);
                }
                LockSupport.parkNanos(100_000);
            }
        }

        void hear(LeaseState state) {
            if (state == LeaseState.LOST) {
                told.compareAndSet(0, System.nanoTime());
            }
        }
    }

    @Test
    void lease_sessionExpires_leavesHeldBeforeAnybodyElseIsGranted() throws Exception {
        Signalbox holder = open("session-timeout", T);
        Signalbox next = open("session-timeout", T);
        List<Double> left = new ArrayList<>();
        List<Double> lost = new ArrayList<>();
        List<Double> told = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            String name = "door-" + round;
            Lease lease = holder.lock(name).acquire();
            Stamps stamps = new Stamps();
            lease.onChange(stamps::hear);
            Future<Lease> waiting = next.lock(name).acquireAsync();
            patiently().until(() -> next.lock(name).inspect().waiters().size() == 1);
            hands.run(() -> stamps.poll(lease));
            Future<Long> granted = hands.call(() -> {
                waiting.get();
                return System.nanoTime();
            });
            store.cutOff(holder);
            long grantedAt = Hands.get(granted);
            hands.join();
            patiently().until(() -> stamps.told.get() != 0);
            assertThat(lease.state()).isEqualTo(LeaseState.LOST);
            assertThatThrownBy(lease::ensureHeld).isInstanceOf(LeaseLostException.class);
            left.add((grantedAt - stamps.leftHeld.get()) / 1e6);
            lost.add((grantedAt - stamps.lost.get()) / 1e6);
            told.add((grantedAt - stamps.told.get()) / 1e6);
            store.reconnect(holder);
            assertLateCloseFreesNobody(lease, waiting.get(), name);
            // The next round begins in a new session of the holder.
            holder.lock("again-" + round).acquire().close();
        }
        report(
                "Show 9: T = %s, %d rounds, ms before the next grant: left HELD %s, LOST %s, listener told of it %s",
                T, ROUNDS, range(left), range(lost), range(told));
        assertThat(left).as("ms from leaving HELD to the next grant").allMatch(ms -> ms > 0);
        assertThat(lost).as("ms from LOST to the next grant").allMatch(ms -> ms > 0);
    }

    private static String range(List<Double> values) {
        return String.format(java.util.Locale.ROOT, "%.0f..%.0f", Collections.min(values), Collections.max(values));
    }

    private void assertLateCloseFreesNobody(Lease late, Lease present, String name) throws Exception {
        Signalbox third = open();
        late.close();
        late.close();
        late.releaseAsync().get();
        assertThat(third.lock(name).tryAcquire()).isEmpty();
        present.ensureHeld();
        patiently()
                .until(() ->
                        store.server().children(store.root() + "/locks/" + name).size() == 1);
        present.close();
        third.lock(name).tryAcquire().orElseThrow().close();
        third.close();
    }

    /**
     * Ended by an administrator, a session is over sooner than anybody could reckon: the holder may learn of it a moment after
     * the next is granted. That is what the token is for.
     */
    @Test
    void lease_sessionKilledByAdministrator_isLostSoonAndItsTokenIsTheSmaller() throws Exception {
        Signalbox holder = open("session-timeout", T);
        Signalbox next = open("session-timeout", T);
        Lease lease = holder.lock("door").acquire();
        Stamps stamps = new Stamps();
        lease.onChange(stamps::hear);
        Future<Lease> waiting = next.lock("door").acquireAsync();
        patiently().until(() -> next.lock("door").inspect().waiters().size() == 1);
        hands.run(() -> stamps.poll(lease));
        long start = System.nanoTime();
        store.server().expire(store.sessionOf(holder));
        Lease granted = Hands.get(waiting);
        long grantedAt = System.nanoTime();
        hands.join();
        patiently().until(() -> stamps.told.get() != 0);
        report(
                "Show 9: session killed by hand: left HELD after %.0f ms, the next granted after %.0f, LOST after %.0f",
                (stamps.leftHeld.get() - start) / 1e6, (grantedAt - start) / 1e6, (stamps.lost.get() - start) / 1e6);
        assertThat(granted.fencingToken()).isGreaterThan(lease.fencingToken());
        assertThatThrownBy(lease::ensureHeld).isInstanceOf(LeaseLostException.class);
        assertLateCloseFreesNobody(lease, granted, "door");
    }
}
