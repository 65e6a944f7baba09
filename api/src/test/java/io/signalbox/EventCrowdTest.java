package io.signalbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
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
        standStillBeforeSending("blocker", blocker);
    }

    /** Begins to wait; the thread that begins the reading stands still when it is about to send it. */
    private CompletableFuture<Void> standStillBeforeSending(String name, HandFlag subject) {
        CountDownLatch blocked = standStillBeforeSending(subject);
        CompletableFuture<Void> waiter = box.event(name).awaitAsync();
        await().until(() -> blocked.getCount() == 0);
        subject.beforeRead = () -> {};
        return waiter;
    }

    private CountDownLatch standStillBeforeSending(HandFlag subject) {
        CountDownLatch blocked = new CountDownLatch(1);
        subject.beforeRead = () -> {
            blocked.countDown();
            try {
                unblocked.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        return blocked;
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

    /** Readings that are held are of before the pulse. */
    private void assertEndedByAPulse(CompletableFuture<?>... waiters) {
        flag.answerReads();
        flag.changeInSilence();
        flag.changeInSilence();
        flag.tell(2);
        assertThat(waiters).allMatch(CompletableFuture::isDone);
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
        assertEndedByAPulse(first, second);
        assertThat(flag.reads).hasValue(2);
    }

    /** As the one before, but where a reading is not costly, and so is not left to another thread unless one is under way. */
    @Test
    void awaitAsync_besideAReadingThatIsNotCostly_thenALook_isReadBefore() {
        flag.costly = false;
        flag.holdsReads = true;
        CompletableFuture<Void> first = event.awaitAsync();
        CompletableFuture<Void> second = event.awaitAsync();
        assertThat(flag.reads).hasValue(1);
        box.event("other").isSet();
        assertThat(flag.reads).hasValue(2);
        assertEndedByAPulse(first, second);
    }

    /** Nobody waits for that thread: the wait has two readings. */
    @Test
    void awaitAsync_whileWhoReadsStandsStill_thenALook_isReadBefore() {
        CompletableFuture<Void> waiter = standStillBeforeSending("e", flag);
        box.event("other").isSet();
        assertBegun(waiter);

        CompletableFuture<Void> later = event.awaitAsync();
        unblocked.countDown();
        await().until(() -> flag.reads.get() == 3); // that of the thread, and the one for the later wait
        assertThat(later).isNotDone();
        flag.change();
        await().until(later::isDone); // its reading may be on the way
    }

    /** And another reading is sent meanwhile, which serves others. */
    @Test
    void awaitAsync_whileWhoReadsStandsStill_andAnotherDoesNot_thenALook_isReadBefore() throws Exception {
        flag.holdsReads = true;
        event.awaitAsync();
        await().until(() -> flag.reads.get() == 1);
        CompletableFuture<Void> second = event.awaitAsync();
        CountDownLatch blocked = standStillBeforeSending(flag);
        OtherThread<Boolean> other = OtherThread.calls(() -> box.event("other").isSet());
        await().until(() -> blocked.getCount() == 0);
        flag.beforeRead = () -> {};
        event.awaitAsync();
        flag.answerReads();
        assertThat(flag.reads).as("one for the third waiter").hasValue(2);
        box.event("other").isSet();
        assertThat(flag.reads).as("and one for the second").hasValue(3);
        assertEndedByAPulse(second);
        unblocked.countDown();
        other.outcome();
    }

    /** No thread begins a reading of what it can see to be sent. */
    @Test
    void awaitAsync_read_thenALook_isNotReadAgain() {
        event.awaitAsync();
        await().until(() -> flag.reads.get() == 1);
        blockTheTimer(); // so the thread that began it has gone on
        box.event("other").isSet();

        assertThat(flag.reads).hasValue(1);
    }

    /** The reading was lost with the connection, and is to be sent again in a moment. */
    @Test
    void awaitAsync_readingFailed_thenALook_isReadBefore() {
        blockTheTimer();
        flag.costly = false;
        flag.failingReads.set(1);
        CompletableFuture<Void> waiter = event.awaitAsync();
        assertThat(flag.reads.getAndSet(0)).isEqualTo(1);
        box.event("other").isSet();

        assertBegun(waiter);
    }

    /** When the connection stands again, it need not be the reading that is tried first. */
    @Test
    void awaitAsync_thenALook_bothFail_isReadBefore() {
        blockTheTimer();
        flag.costly = false;
        // at once, before the look, and when it is tried again ahead of the look's second attempt
        flag.failingReads.set(3);
        CompletableFuture<Void> waiter = event.awaitAsync();
        HandFlag other = store.handFlag("other");
        other.failingReads.set(1);
        AtomicInteger readings = new AtomicInteger();
        CompletableFuture<EventState> look = box.event("other").stateAsync();
        other.beforeRead = () -> readings.set(flag.reads.get());
        unblocked.countDown();
        await().until(look::isDone);

        assertThat(readings).hasValue(4);
        flag.change();
        assertThat(waiter).isCompleted();
    }

    /** However much is asked while there is no connection, what failed is tried again by one. */
    @Test
    void awaitAsync_readingsFail_areTriedAgainTogether() {
        blockTheTimer();
        flag.costly = false;
        flag.failingReads.set(Integer.MAX_VALUE);
        CompletableFuture<Void> waiter = event.awaitAsync();
        for (int i = 0; i < 20; i++) {
            box.event("other").isSet();
        }
        assertThat(flag.reads).hasValue(21);
        long failed = System.nanoTime();
        await().until(() -> System.nanoTime() - failed > 100_000_000); // whatever is to be tried again is due
        HandFlag behind = store.handFlag("behind");
        behind.costly = true;
        AtomicInteger readings = new AtomicInteger();
        behind.beforeRead = () -> readings.set(flag.reads.get());
        box.event("behind").awaitAsync();
        unblocked.countDown();
        await().until(() -> readings.get() > 0);
        assertThat(readings).hasValue(22);

        flag.failingReads.set(0);
        await().until(() -> {
            flag.tell(1);
            return waiter.isDone();
        });
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
