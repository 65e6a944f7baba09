package io.signalbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where a reading is costly, those who begin to wait at about the same time are gathered for one. */
class EventCrowdTest {

    private final HandStore store = new HandStore();
    private final Signalbox box = store.open("operation-timeout=10s");
    private final HandFlag flag = store.handFlag("e");
    private final HandFlag blocker = store.handFlag("blocker");
    private final CountDownLatch unblocked = new CountDownLatch(1);
    private final DistributedEvent event = box.event("e");

    EventCrowdTest() {
        flag.costly = true;
    }

    @AfterEach
    void close() {
        unblocked.countDown();
        box.close();
    }

    /** The thread that begins readings is kept busy, so it is the test that says how much comes before. */
    private void blockTheTimer() {
        blocker.costly = true;
        CountDownLatch blocked = new CountDownLatch(1);
        blocker.beforeRead = () -> {
            blocked.countDown();
            try {
                unblocked.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        box.event("blocker").awaitAsync();
        await().until(() -> blocked.getCount() == 0);
        blocker.beforeRead = () -> {};
    }

    @Test
    void awaitAsync_alone_isReadByAnotherThread() {
        List<Thread> readers = new ArrayList<>();
        flag.beforeRead = () -> readers.add(Thread.currentThread());
        CompletableFuture<Void> later = event.awaitAsync();
        await().until(() -> flag.reads.get() == 1);
        await().until(() -> {
            flag.tell(0);
            flag.tellLeft(0);
            return later.isDone();
        });

        assertThat(readers).hasSize(1).doesNotContain(Thread.currentThread());
    }

    @Test
    void await_withAThread_readsAtOnce() throws Exception {
        blockTheTimer();
        OtherThread<Void> other = OtherThread.calls(() -> {
            event.await();
            return null;
        });
        await().until(() -> flag.reads.get() == 1 && other.isParked());
        flag.change();

        other.outcome();
    }

    @Test
    void awaitAsync_aThousandInARow_costOneReading() {
        blockTheTimer();
        List<CompletableFuture<Void>> waiters = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            waiters.add(event.awaitAsync());
        }
        assertThat(flag.reads).hasValue(0);
        unblocked.countDown();
        await().until(() -> flag.reads.get() == 1);
        await().until(() -> {
            flag.tellLeft(0);
            return waiters.stream().allMatch(CompletableFuture::isDone);
        });

        assertThat(flag.reads).hasValue(1);
        assertThat(flag.watches).hasValue(1);
        assertThat(flag.watchers()).isZero();
    }

    @Test
    void awaitAsync_cancelledBeforeItIsRead_isNotRead() {
        blockTheTimer();
        event.awaitAsync().cancel(false);
        CompletableFuture<Void> after = box.event("blocker").awaitAsync();
        unblocked.countDown();
        await().until(() -> {
            blocker.tellLeft(0);
            return after.isDone();
        });

        assertThat(flag.reads).hasValue(0);
        assertThat(flag.watchers()).isZero();
        CompletableFuture<Void> later = event.awaitAsync();
        await().until(() -> flag.reads.get() == 1);
        assertThat(later).isNotDone();
    }

    // ------------------------------------------------------------------ what is asked afterwards comes afterwards

    private void assertBegun(CompletableFuture<Void> waiter) {
        assertThat(flag.reads).hasValue(1);
        flag.changeInSilence();
        flag.changeInSilence();
        flag.tell(2);
        assertThat(waiter).isCompleted();
    }

    @Test
    void awaitAsync_thenALook_isReadBefore() {
        blockTheTimer();
        CompletableFuture<Void> waiter = event.awaitAsync();
        box.event("other").isSet();

        assertBegun(waiter);
    }

    @Test
    void awaitAsync_thenASet_isReadBefore() {
        blockTheTimer();
        CompletableFuture<Void> waiter = event.awaitAsync();
        store.handFlag("other").beforeAdvance =
                () -> assertThat(flag.reads).as("readings before the set").hasValue(1);
        box.event("other").set();

        assertBegun(waiter);
    }

    @Test
    void awaitAsync_thenALockIsAsked_isReadBefore() {
        blockTheTimer();
        CompletableFuture<Void> waiter = event.awaitAsync();
        box.lock("door").acquireAsync();

        assertBegun(waiter);
    }

    @Test
    void awaitAsync_thenAThreadTakesALock_isReadBefore() {
        store.lockQueue("door").grantsAtOnce = true;
        blockTheTimer();
        CompletableFuture<Void> waiter = event.awaitAsync();
        assertThat(box.lock("door").tryAcquire()).isPresent();

        assertBegun(waiter);
    }

    @Test
    void awaitAsync_thenALeaseEnds_isReadBefore() {
        CompletableFuture<Lease> lease = box.lock("door").acquireAsync();
        store.lockQueue("door").place(0).grant();
        blockTheTimer();
        CompletableFuture<Void> waiter = event.awaitAsync();
        lease.join().close();

        assertBegun(waiter);
    }

    /** Another reading is under way, which does not serve it. */
    @Test
    void awaitAsync_besideAReading_thenALook_isReadBefore() {
        flag.holdsReads = true;
        CompletableFuture<Void> first = event.awaitAsync();
        await().until(() -> flag.reads.get() == 1);
        blockTheTimer();
        CompletableFuture<Void> second = event.awaitAsync();
        assertThat(flag.reads).hasValue(1);
        box.event("other").isSet();
        assertThat(flag.reads).hasValue(2);
        flag.answerReads();
        flag.changeInSilence();
        flag.changeInSilence();
        flag.tell(2);

        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
        assertThat(flag.reads).hasValue(2);
    }

    /** A box that is busy in other ways does not make a reading of every wait. */
    @Test
    void awaitAsync_besideManyReadings_waitsForTheEndOfOne() {
        flag.holdsReads = true;
        blockTheTimer();
        List<CompletableFuture<Void>> waiters = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            waiters.add(event.awaitAsync());
            box.event("other").isSet();
        }
        assertThat(flag.reads).hasValue(4);
        flag.answerReads();
        assertThat(flag.reads).hasValue(5);
        flag.answerReads();
        flag.change();

        assertThat(waiters).allMatch(CompletableFuture::isDone);
        assertThat(flag.reads).hasValue(5);
    }

    @Test
    void close_whileWaitersAreGathered_endsTheirWaits() {
        blockTheTimer();
        CompletableFuture<Void> waiter = event.awaitAsync();
        unblocked.countDown();
        box.close();

        assertThat(waiter).isCompletedExceptionally();
        assertThat(flag.watchers()).isZero();
    }
}
