package io.signalbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.signalbox.spi.Participant;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
