package io.signalbox.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.signalbox.DistributedLock;
import io.signalbox.Lease;
import io.signalbox.LeaseLostException;
import io.signalbox.LeaseState;
import io.signalbox.Signalbox;
import io.signalbox.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a service's own tests do: faults by LocalControl, looked at through the public API alone. */
class LocalControlTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final Signalbox box1 = Signalbox.open("local:control?label=one&operation-timeout=200ms");
    private final Signalbox box2 = Signalbox.open("local:control?label=two");
    private final LocalControl control = LocalControl.of("control");
    private final LocalParticipant one = control.participant("one");
    private final DistributedLock lock1 = box1.lock("x");
    private final DistributedLock lock2 = box2.lock("x");

    @AfterEach
    void close() {
        box1.close();
        box2.close();
        control.reset();
    }

    private static Lease granted(CompletableFuture<Lease> future) {
        assertThat(future).succeedsWithin(SOON);
        return future.join();
    }

    // ------------------------------------------------------------------ loss

    @Test
    void lease_whileConnected_isHeldHoweverFarTheClockJumps() throws Exception {
        Lease lease = lock1.acquire();
        one.advanceClock(Duration.ofDays(365));

        assertThat(lease.state()).isEqualTo(LeaseState.HELD);
        assertThat(lease.safeFor()).isEqualTo(one.sessionTimeout().dividedBy(2));
    }

    @Test
    void lease_afterSuspension_isInDoubtUntilRestored() throws Exception {
        Lease lease = lock1.acquire();
        Queue<LeaseState> states = new ConcurrentLinkedQueue<>();
        lease.onChange(states::add);

        one.suspend();
        assertThat(lease.state()).isEqualTo(LeaseState.IN_DOUBT);
        assertThatThrownBy(lease::ensureHeld).isInstanceOf(LeaseLostException.class);
        await().atMost(SOON).until(() -> states.contains(LeaseState.IN_DOUBT));

        one.restore();
        assertThat(lease.state()).isEqualTo(LeaseState.HELD);
        lease.ensureHeld();
        await().atMost(SOON).until(() -> List.copyOf(states).equals(List.of(LeaseState.IN_DOUBT, LeaseState.HELD)));
    }

    @Test
    void lease_afterHalfTheTimeout_isLostAndNobodyElseHoldsYet() throws Exception {
        Lease lease = lock1.acquire();
        CompletableFuture<Lease> next = lock2.acquireAsync();
        Queue<LeaseState> states = new ConcurrentLinkedQueue<>();
        lease.onChange(states::add);

        one.suspend();
        one.advanceClock(one.sessionTimeout().dividedBy(2));

        assertThat(lease.state()).isEqualTo(LeaseState.LOST);
        assertThat(lease.safeFor()).isZero();
        await().atMost(SOON).until(() -> states.contains(LeaseState.LOST));
        assertThat(next).isNotDone();
        assertThat(box2.lock("x").inspect().holders())
                .singleElement()
                .satisfies(holder -> assertThat(holder.owner().label()).isEqualTo("one"));
    }

    @Test
    void lease_afterTheTimeout_goesToTheNext() throws Exception {
        Lease lost = lock1.acquire();
        CompletableFuture<Lease> next = lock2.acquireAsync();

        one.suspend();
        one.advanceClock(one.sessionTimeout());

        Lease successor = granted(next);
        assertThat(lost.state()).isEqualTo(LeaseState.LOST);
        assertThat(successor.state()).isEqualTo(LeaseState.HELD);
        assertThat(successor.fencingToken()).isGreaterThan(lost.fencingToken());
    }

    /** What was lost stays lost, also when it turns out that nobody else has come. */
    @Test
    void lease_seenLost_staysLostAfterRestore() throws Exception {
        Lease lease = lock1.acquire();
        one.suspend();
        one.advanceClock(one.sessionTimeout().dividedBy(2));
        assertThat(lease.state()).isEqualTo(LeaseState.LOST);

        one.restore();

        assertThat(lease.state()).isEqualTo(LeaseState.LOST);
        granted(lock2.acquireAsync());
    }

    @Test
    void expire_tellsTheHolderAndGrantsTheNext() throws Exception {
        Lease lost = lock1.acquire();
        CompletableFuture<LeaseState> told = new CompletableFuture<>();
        lost.onChange(told::complete);
        CompletableFuture<Lease> next = lock2.acquireAsync();

        one.expire();

        assertThatThrownBy(lost::ensureHeld).isInstanceOf(LeaseLostException.class);
        assertThat(told).succeedsWithin(SOON).isEqualTo(LeaseState.LOST);
        assertThat(granted(next).state()).isEqualTo(LeaseState.HELD);
    }

    /** C8: a late close frees neither another participant nor the next waiter of the same one. */
    @Test
    void close_ofALostLease_freesNobodyElse() throws Exception {
        Lease lost = lock1.acquire();
        CompletableFuture<Lease> own = lock1.acquireAsync();
        one.expire();
        Lease successor = granted(own);

        lost.close();
        lost.close();

        assertThat(successor.state()).isEqualTo(LeaseState.HELD);
        assertThat(lock2.tryAcquire()).isEmpty();
    }

    @Test
    void waiter_afterExpiry_rejoinsTheLine() throws Exception {
        Lease holder = lock2.acquire();
        CompletableFuture<Lease> waiter = lock1.acquireAsync();
        await().atMost(SOON).until(() -> lock2.inspect().waiters().size() == 1);
        long place = lock2.inspect().waiters().get(0).token();

        one.expire();
        await().atMost(SOON).until(() -> lock2.inspect().waiters().stream().anyMatch(view -> view.token() > place));
        assertThat(lock2.inspect().waiters()).hasSize(1);

        holder.close();
        assertThat(granted(waiter).state()).isEqualTo(LeaseState.HELD);
    }

    @Test
    void waiter_afterAnOutageLongerThanTheSession_isServedInTheNew() throws Exception {
        Lease holder = lock2.acquire();
        CompletableFuture<Lease> waiter = lock1.acquireAsync();
        await().atMost(SOON).until(() -> lock2.inspect().waiters().size() == 1);

        one.suspend();
        one.advanceClock(one.sessionTimeout());
        assertThat(lock2.inspect().waiters()).isEmpty();
        holder.close();
        one.restore();

        assertThat(granted(waiter).state()).isEqualTo(LeaseState.HELD);
    }

    @Test
    void waiter_afterAShortOutage_keepsItsPlace() throws Exception {
        Lease holder = lock2.acquire();
        CompletableFuture<Lease> waiter = lock1.acquireAsync();
        await().atMost(SOON).until(() -> lock2.inspect().waiters().size() == 1);

        one.suspend();
        holder.close();
        CompletableFuture<Lease> later = lock2.acquireAsync();
        one.restore();

        granted(waiter).close();
        granted(later);
    }

    /** With the real clock: nothing but time passes after suspend(). */
    @Test
    void suspension_inRealTime_endsTheSession() throws Exception {
        try (Signalbox brief = Signalbox.open("local:control?label=brief&session-timeout=300ms")) {
            Lease lease = brief.lock("y").acquire();
            CompletableFuture<LeaseState> lost = new CompletableFuture<>();
            lease.onChange(state -> {
                if (state == LeaseState.LOST) {
                    lost.complete(state);
                }
            });
            CompletableFuture<Lease> next = box2.lock("y").acquireAsync();

            control.participant("brief").suspend();

            assertThat(lost).succeedsWithin(SOON);
            assertThat(granted(next).state()).isEqualTo(LeaseState.HELD);
        }
    }

    // ------------------------------------------------------------------ requests

    @Test
    void tryAcquire_whileSuspended_saysThatTheStoreIsUnavailable() {
        one.suspend();

        assertThatThrownBy(lock1::tryAcquire).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> lock1.tryAcquire(Duration.ofMillis(50))).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> box1.event("e").isSet()).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void acquire_whileSuspended_ridesOutTheOutage() {
        one.suspend();
        CompletableFuture<Lease> lease = lock1.acquireAsync();
        one.restore();

        assertThat(granted(lease).state()).isEqualTo(LeaseState.HELD);
    }

    @Test
    void close_whileSuspended_freesAtRestore() throws Exception {
        Lease lease = lock1.acquire();
        CompletableFuture<Lease> next = lock2.acquireAsync();
        one.suspend();
        CompletableFuture<Void> released = lease.releaseAsync();
        assertThat(next).isNotDone();
        assertThat(released).isNotDone();

        one.restore();

        assertThat(released).succeedsWithin(SOON);
        granted(next);
    }

    /** C4: a cancelled acquire whose reply was lost leaves nothing behind. */
    @Test
    void acquire_whoseReplyIsLost_andThatIsCancelled_leavesNothing() {
        one.loseNextReply();
        CompletableFuture<Lease> lease = lock1.acquireAsync();
        assertThat(one.isSuspended()).isTrue();
        assertThat(lock2.inspect().holders()).hasSize(1);

        lease.cancel(false);
        one.restore();

        assertThat(lock2.tryAcquire()).isPresent();
    }

    @Test
    void acquire_whoseReplyIsLost_isGrantedAtRestore() {
        one.loseNextReply();
        CompletableFuture<Lease> lease = lock1.acquireAsync();
        assertThat(lease).isNotDone();

        one.restore();

        assertThat(granted(lease).state()).isEqualTo(LeaseState.HELD);
    }

    /** E1: a pulse during the outage is seen after it. */
    @Test
    void await_acrossAnExpiredSession_seesAPulse() {
        CompletableFuture<Void> seen = box1.event("e").awaitAsync();
        one.suspend();
        one.advanceClock(one.sessionTimeout());
        box2.event("e").set();
        box2.event("e").clear();
        one.restore();

        assertThat(seen).succeedsWithin(SOON);
    }

    @Test
    void set_whoseReplyIsLost_countsOnce() {
        one.loseNextReply();
        CompletableFuture<Void> answered =
                CompletableFuture.runAsync(() -> box1.event("e").set());
        await().atMost(SOON).until(one::isSuspended);
        one.restore();

        assertThat(answered).succeedsWithin(SOON);
        assertThat(box2.event("e").isSet()).isTrue();
    }

    // ------------------------------------------------------------------ the control itself

    @Test
    void participant_byUnknownLabel_isAnErrorThatNamesTheKnown() {
        assertThatThrownBy(() -> control.participant("three"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("\"one\", \"two\"");
    }

    @Test
    void participant_whoseBoxIsClosed_cannotBeChanged() {
        box1.close();

        assertThatThrownBy(one::suspend).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(one::expire).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(one::restore).isInstanceOf(IllegalStateException.class);
        assertThat(control.participants()).hasSize(1);
    }

    @Test
    void advanceClock_backwards_isRefused() {
        assertThatThrownBy(() -> one.advanceClock(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void close_whileSuspended_freesEverything() throws Exception {
        lock1.acquire();
        one.suspend();
        box1.close();

        assertThat(lock2.tryAcquire()).isPresent();
    }

    /** A4: no thread stays. */
    @Test
    void close_leavesNoThread() throws Exception {
        try (Signalbox box = Signalbox.open("local:control-threads?label=t");
                Signalbox other = Signalbox.open("local:control-threads?label=u")) {
            box.lock("x").acquire();
            assertThat(other.lock("x").tryAcquire()).isEmpty();
            LocalControl.of("control-threads").participant("t").suspend();
            LocalControl.of("control-threads").participant("t").restore();
        }
        await().atMost(SOON)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("signalbox-local-control-threads")));
    }
}
