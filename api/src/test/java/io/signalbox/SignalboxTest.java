package io.signalbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.awaitility.Awaitility.await;

import io.signalbox.spi.Participant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SignalboxTest {

    private final HandStore store = new HandStore();
    private final Signalbox box = store.open();

    @AfterEach
    void close() {
        box.close();
    }

    @Test
    void open_bySystemProperty_opensWhatIsConfigured() {
        HandProvider.offer("configured", store);
        System.setProperty("signalbox.url", "hand:configured");
        try (Signalbox configured = Signalbox.open()) {
            assertThat(configured).hasToString("Signalbox[hand:configured]");
        } finally {
            System.clearProperty("signalbox.url");
        }
        assertThat(store.closed).isTrue();
    }

    @Test
    void open_byUrl_showsNoParameters() {
        HandProvider.offer("//h:1/app", store);
        try (Signalbox byUrl = Signalbox.open("hand://h:1/app?label=me")) {
            assertThat(byUrl).hasToString("Signalbox[hand://h:1/app]");
        }
    }

    @Test
    void handles_ofOneName_areEqual() {
        DistributedLock lock = box.lock("a");
        DistributedSemaphore semaphore = box.semaphore("a", 1);

        assertThat(box.lock("a")).isEqualTo(lock).hasSameHashCodeAs(lock).hasToString("lock \"a\"");
        assertThat(box.lock("b")).isNotEqualTo(lock);
        assertThat(box.semaphore("a")).isEqualTo(semaphore).hasSameHashCodeAs(semaphore);
        assertThat(semaphore).hasToString("semaphore \"a\"").isNotEqualTo(box.semaphore("b"));
        assertThat(lock.name()).isEqualTo("a");
        assertThat(semaphore.name()).isEqualTo("a");
    }

    @Test
    void semaphore_withAnotherSize_isAMismatchThatNamesBoth() {
        store.semaphoreQueue("p").size = 3;

        assertThatExceptionOfType(PermitMismatchException.class)
                .isThrownBy(() -> box.semaphore("p", 5))
                .withMessage(
                        "cannot open semaphore \"p\" with 5 permits: its size is 3; open it with that size, or resize"
                                + " it");
        assertThat(box.semaphore("p", 3).size()).isEqualTo(3);
    }

    @Test
    void semaphore_withoutASize_isAMismatch() {
        store.semaphoreQueue("p").size = 0;

        assertThatExceptionOfType(PermitMismatchException.class)
                .isThrownBy(() -> box.semaphore("p"))
                .withMessage("cannot open semaphore \"p\": nobody has given it a size; open it with one");
    }

    @Test
    void semaphore_resized_hasTheNewSize() {
        DistributedSemaphore semaphore = box.semaphore("p", 1);
        semaphore.resize(7);

        assertThat(semaphore.size()).isEqualTo(7);
        assertThat(semaphore.inspect().size()).isEqualTo(7);
    }

    @Test
    void inspect_isWhatTheStoreSays() {
        assertThat(box.lock("a").inspect())
                .isEqualTo(new QueueView(new Resource(ResourceKind.LOCK, "a"), 1, List.of(), List.of()));
    }

    @Test
    void list_wrongPrefix_isRefused() {
        assertThat(box.list("")).isEmpty();
        assertThat(box.list("a/b")).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> box.list("a/"))
                .withMessageStartingWith("prefix \"a/\" has an empty segment");
        assertThatNullPointerException().isThrownBy(() -> box.list(null)).withMessage("prefix");
    }

    @Test
    void list_isWhatTheStoreSays() {
        EventView event = new EventView(new Resource(ResourceKind.EVENT, "a"), new EventState(3));
        store.listed = List.of(event);

        assertThat(box.list("")).containsExactly(event);
    }

    @Test
    void evict_asksTheLineOfTheResource_forThatToken() {
        Resource resource = new Resource(ResourceKind.SEMAPHORE, "a");
        Participant self = new Participant("h", 1, "");
        ContenderView holder = new ContenderView(self, "main", Instant.EPOCH, 1, 100, "node");
        Eviction eviction = new Eviction(resource, holder, self, Instant.EPOCH);
        HandQueue queue = store.semaphoreQueue("a");
        assertThat(box.evict(resource, 1)).isEmpty();
        assertThat(box.lastEviction(resource)).isEmpty();

        queue.eviction = eviction;
        assertThat(box.evict(resource, 100)).contains(eviction);
        assertThat(box.lastEviction(resource)).contains(eviction);
        assertThat(queue.journal).containsExactly("evict 1", "evict 100");
    }

    @Test
    void evict_whatCannotBe_isRefused() {
        Resource event = new Resource(ResourceKind.EVENT, "e");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> box.evict(new Resource(ResourceKind.LOCK, "a"), 0))
                .withMessage("token must be >= 1, was 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> box.evict(event, 1))
                .withMessage("event \"e\" is held by nobody; give a lock or a semaphore");
        assertThatIllegalArgumentException().isThrownBy(() -> box.lastEviction(event));
    }

    @Test
    void semaphore_acquiredEachWay_holdsWhatWasAskedFor() throws Exception {
        store.semaphoreQueue("p").size = 9;
        store.semaphoreQueue("p").grantsAtOnce = true;
        DistributedSemaphore semaphore = box.semaphore("p");

        assertThat(semaphore.acquire().permits()).isEqualTo(1);
        assertThat(semaphore.acquire(2).permits()).isEqualTo(2);
        assertThat(semaphore.tryAcquire()).map(Lease::permits).contains(1);
        assertThat(semaphore.tryAcquire(2)).map(Lease::permits).contains(2);
        assertThat(semaphore.tryAcquire(Duration.ofSeconds(1)))
                .map(Lease::permits)
                .contains(1);
        assertThat(semaphore.acquireAsync().join().permits()).isEqualTo(1);
    }

    @Test
    void close_twice_isOnce_andEverythingAfterIsRefused() {
        box.close();
        store.closed = false;
        box.close();

        assertThat(store.closed).isFalse();
        assertThatExceptionOfType(SignalboxClosedException.class)
                .isThrownBy(() -> box.lock("a"))
                .withMessage("this Signalbox is closed; open another");
        assertThatExceptionOfType(SignalboxClosedException.class).isThrownBy(() -> box.semaphore("a", 1));
        assertThatExceptionOfType(SignalboxClosedException.class).isThrownBy(() -> box.list(""));
    }

    /** The store does not confirm that the place is gone: close() waits for the operation timeout, and goes on. */
    @Test
    void close_unconfirmed_goesOn() {
        HandQueue queue = store.lockQueue("a");
        queue.holdsLeaves = true;
        Signalbox hasty = store.open("operation-timeout=50ms");
        CompletableFuture<Lease> later = hasty.lock("a").acquireAsync();
        hasty.close();

        assertThat(later).isCompletedExceptionally();
        assertThat(queue.present()).isEmpty();
        assertThat(store.closed).isTrue();
    }

    @Test
    void close_returnsWhenTheStoreHasConfirmed() throws Exception {
        HandQueue queue = store.lockQueue("a");
        queue.grantsAtOnce = true;
        queue.holdsLeaves = true;
        Lease lease = box.lock("a").acquire();
        OtherThread<Void> closing = OtherThread.runs(box::close);
        await().until(() -> queue.place(0).hasLeft() && closing.isParked());
        assertThat(store.closed).isFalse();
        queue.place(0).confirmLeft();

        closing.outcome();
        assertThat(store.closed).isTrue();
        assertThat(lease.state()).isEqualTo(LeaseState.RELEASED);
    }

    @Test
    void close_leavesNoThread() throws Exception {
        store.lockQueue("a").grantsAtOnce = true;
        AtomicReference<Thread> callback = new AtomicReference<>();
        try (Signalbox other = store.open(SignalboxConfig.builder())) {
            other.lock("a").acquire().onChange(state -> callback.set(Thread.currentThread()));
        }

        assertThat(callback.get()).isNotNull().isNotEqualTo(Thread.currentThread());
        callback.get().join(TimeUnit.SECONDS.toMillis(30)); // a pool is over a moment before its last thread is
        assertThat(callback.get().isAlive()).isFalse();
    }

    @Test
    void diagnose_asksTheProvider() {
        HandProvider.offer("diagnosed", store);
        SignalboxConfig config = SignalboxConfig.builder().url("hand:diagnosed").build();

        assertThat(Signalbox.diagnose(config))
                .containsExactly(new Finding(Finding.Level.OK, "store", "can be opened", ""));
        store.reachable = false;
        assertThat(Signalbox.diagnose(config))
                .containsExactly(new Finding(Finding.Level.PROBLEM, "store", "was opened and does not answer", ""));
    }

    @Test
    void views_keepTheirOwnLists() {
        ContenderView contender = new ContenderView(new Participant("h", 1, ""), "main", Instant.EPOCH, 1, 100, "node");
        List<ContenderView> holders = new ArrayList<>(List.of(contender));
        QueueView view = new QueueView(new Resource(ResourceKind.LOCK, "a"), 1, holders, List.of());
        holders.clear();

        assertThat(view.holders()).containsExactly(contender);
        assertThatNullPointerException()
                .isThrownBy(() -> new ContenderView(null, "", Instant.EPOCH, 1, 1, ""))
                .withMessage("owner");
        assertThatNullPointerException()
                .isThrownBy(() -> new Participant(null, 1, ""))
                .withMessage("host");
    }
}
