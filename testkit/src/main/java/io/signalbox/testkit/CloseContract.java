package io.signalbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.DistributedEvent;
import io.signalbox.DistributedLock;
import io.signalbox.DistributedSemaphore;
import io.signalbox.EventState;
import io.signalbox.Lease;
import io.signalbox.LeaseState;
import io.signalbox.Signalbox;
import io.signalbox.SignalboxClosedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Closing a box releases what it holds, ends every wait, and leaves nothing (A4). */
public abstract class CloseContract extends ContractSuite {

    /** For subclasses. */
    protected CloseContract() {}

    @Test
    @Clause("A4")
    void close_releasesWhatIsHeld() {
        DistributedLock theirs = open().lock("door");
        Signalbox box = open();
        Lease lease = take(box.lock("door"));
        Lease permits = take(box.semaphore("pool", 3), 2);
        box.close();
        assertThat(lease.state()).isEqualTo(LeaseState.RELEASED);
        assertThat(permits.state()).isEqualTo(LeaseState.RELEASED);
        assertThat(theirs.tryAcquire()).isPresent();
        assertThat(open().semaphore("pool", 3).tryAcquire(3)).isPresent();
    }

    @Test
    @Clause("A4")
    void close_endsEveryWait() {
        Lease held = take(open().lock("door"));
        Signalbox box = open();
        DistributedLock lock = box.lock("door");
        DistributedEvent event = box.event("bell");
        List<Crew.Member<?>> threads = List.of(
                crew.run(() -> assertThatThrownBy(lock::acquire).isInstanceOf(SignalboxClosedException.class)),
                crew.run(() -> assertThatThrownBy(() -> lock.tryAcquire(Timeouts.patience()))
                        .isInstanceOf(SignalboxClosedException.class)),
                crew.run(() -> assertThatThrownBy(lock.asLock()::lock).isInstanceOf(SignalboxClosedException.class)),
                crew.run(() -> assertThatThrownBy(event::await).isInstanceOf(SignalboxClosedException.class)),
                crew.run(() -> assertThatThrownBy(() -> event.await(Timeouts.patience()))
                        .isInstanceOf(SignalboxClosedException.class)));
        CompletableFuture<Lease> lease = lock.acquireAsync();
        CompletableFuture<Void> wait = event.awaitAsync();
        threads.forEach(Crew.Member::awaitWaiting);
        awaitWaiters(lock::inspect, 1);
        box.close();
        threads.forEach(Crew.Member::get);
        for (CompletableFuture<?> future : List.of(lease, wait)) {
            assertThatThrownBy(future::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(SignalboxClosedException.class);
        }
        held.close();
        awaitEmptyLine(open().lock("door")::inspect);
    }

    @Test
    @Clause("A4")
    void callsAfterClose_sayThatItIsClosed() {
        Signalbox box = open();
        DistributedLock lock = box.lock("door");
        DistributedSemaphore pool = box.semaphore("pool", 2);
        DistributedEvent event = box.event("bell");
        box.close();
        List<Crew.Task> calls = List.of(
                () -> box.lock("door"),
                () -> box.semaphore("pool", 2),
                () -> box.event("bell"),
                () -> box.list(""),
                lock::acquire,
                lock::tryAcquire,
                lock::inspect,
                pool::acquire,
                pool::size,
                () -> pool.resize(3),
                event::set,
                event::clear,
                event::isSet,
                event::await,
                () -> event.onChange(EventState::isSet));
        for (Crew.Task call : calls) {
            assertThatThrownBy(call::run).isInstanceOf(SignalboxClosedException.class);
        }
        assertThatThrownBy(() -> lock.acquireAsync().join()).hasCauseInstanceOf(SignalboxClosedException.class);
        assertThatThrownBy(() -> event.awaitAsync().join()).hasCauseInstanceOf(SignalboxClosedException.class);
    }

    @Test
    @Clause("A4")
    void close_again_doesNothing() {
        Signalbox box = open();
        Lease lease = take(box.lock("door"));
        box.close();
        box.close();
        lease.close();
        assertThat(lease.state()).isEqualTo(LeaseState.RELEASED);
    }

    @Test
    @Clause({"A4", "C8"})
    void leaseClosedAfterItsBox_freesNobody() {
        Signalbox box = open();
        Lease lease = take(box.lock("door"));
        box.close();
        Lease next = take(open().lock("door"));
        lease.close();
        assertThat(open().lock("door").tryAcquire()).isEmpty();
        assertThat(next.state()).isEqualTo(LeaseState.HELD);
    }

    @Test
    @Clause("A4")
    void close_leavesNoThread() {
        open().lock("warm-up").tryAcquire().orElseThrow().close();
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        for (int round = 0; round < 3; round++) {
            Signalbox box = open();
            DistributedLock lock = box.lock("door");
            Lease lease = take(lock);
            CompletableFuture<Lease> waiter = lock.acquireAsync();
            lease.close();
            get(waiter);
            CompletableFuture<Void> wait = box.event("bell").awaitAsync();
            box.event("bell").set();
            get(wait);
            box.close();
        }
        patiently().untilAsserted(() -> {
            List<String> left = new ArrayList<>();
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                if (!before.contains(thread) && !isOfThePlatform(thread)) {
                    left.add(thread.getName());
                }
            }
            assertThat(left).as("threads left behind").isEmpty();
        });
    }

    /** Threads of the JDK and of the test tools, which come when they like. */
    private static boolean isOfThePlatform(Thread thread) {
        String name = thread.getName();
        return name.startsWith("awaitility")
                || name.startsWith("ForkJoinPool")
                || name.startsWith("CompletableFutureDelayScheduler")
                || name.startsWith("junit")
                || name.startsWith("surefire")
                || name.startsWith("process reaper")
                || name.startsWith("Attach Listener")
                || thread.getThreadGroup() == null
                || "system".equals(thread.getThreadGroup().getName());
    }

    @Test
    @Clause("A4")
    void close_leavesNoContenderSessionOrWatch() {
        Signalbox stays = open();
        take(stays.lock("warm-up")).close();
        stays.event("warm-up").set();
        int sessions = store.sessions().orElse(0);
        int watches = store.watches().orElse(0);
        Lease held = take(stays.lock("gate"));
        Signalbox box = open();
        take(box.lock("door"));
        take(box.semaphore("pool", 3), 2);
        box.lock("gate").acquireAsync();
        box.event("bell").awaitAsync();
        awaitWaiters(stays.lock("gate")::inspect, 1);
        box.close();
        Duration soonerThanByExpiry = store.sessionTimeout().dividedBy(2);
        patiently().atMost(soonerThanByExpiry).untilAsserted(() -> {
            assertThat(store.sessions().orElse(0)).as("sessions").isLessThanOrEqualTo(sessions);
            assertThat(store.watches().orElse(0)).as("watches").isLessThanOrEqualTo(watches);
        });
        held.close();
        awaitEmptyLine(stays.lock("gate")::inspect);
        awaitEmptyLine(stays.lock("door")::inspect);
    }

    @Test
    @Clause({"A4", "C4"})
    void close_storeStopped_returnsInTime() throws Exception {
        Signalbox box = open("operation-timeout", "300ms");
        Lease lease = take(box.lock("door"));
        stopStore();
        assertThat(timed(box::close)).isLessThan(Timeouts.slack().multipliedBy(4));
        assertThat(lease.state()).isIn(LeaseState.RELEASED, LeaseState.LOST);
        startStore();
        take(open().lock("door")).close();
    }

    @Test
    @Clause("A4")
    void close_amongManyBusyThreads_endsThemAllOneWayOrTheOther() {
        Signalbox box = open();
        DistributedLock lock = box.lock("door");
        Set<Crew.Member<?>> busy = new LinkedHashSet<>();
        for (int t = 0; t < 4; t++) {
            busy.add(crew.run(() -> {
                try {
                    while (true) {
                        lock.acquire().close();
                    }
                } catch (SignalboxClosedException e) {
                    assertThat(e).hasMessageContaining("closed");
                }
            }));
        }
        stays(() -> busy.stream().noneMatch(Crew.Member::isDone));
        box.close();
        busy.forEach(Crew.Member::get);
        awaitEmptyLine(open().lock("door")::inspect);
    }
}
