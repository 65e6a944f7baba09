package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.DistributedLock;
import io.signalbox.DistributedSemaphore;
import io.signalbox.Lease;
import io.signalbox.Signalbox;
import io.signalbox.testkit.Timeouts;
import java.time.Duration;
import java.util.UUID;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.Test;

/** A line that has not been used for a while forgets most of what it knew of the others, and must not miss it. */
class IdleIT extends OnTestServer {

    /** The watch of a size that was used once more goes after twice ten seconds, as long as others wait for anything. */
    private void awaitIdle() {
        patiently().atMost(Duration.ofSeconds(60)).until(() -> store.server().watches(store.root()) == 0);
    }

    /** So that two numbers that follow each other are believed, whatever else was written in the meantime. */
    private void raiseNumbers(String line) {
        store.server().setSequence(store.root() + line, 1_000_000);
    }

    @Test
    void lock_refusedThenIdle_isRefusedAgain() {
        DistributedLock lock = open().lock("door"); // kept, and its queue with it
        try (Lease held = open().lock("door").tryAcquire().orElseThrow()) {
            raiseNumbers("/locks/door");
            for (int i = 0; i < 2; i++) {
                assertThat(lock.tryAcquire()).isEmpty();
                assertThat(lock.tryAcquire()).isEmpty();
                awaitIdle();
            }
            held.ensureHeld();
        }
        lock.tryAcquire().orElseThrow().close();
    }

    @Test
    void semaphore_usedBesideOthersThenIdle_isRefusedWhatTheyHold() throws Exception {
        DistributedSemaphore semaphore = open().semaphore("pool", 3);
        try (PlainClient plain = new PlainClient("127.0.0.1:" + store.server().port())) {
            plain.create(
                    store.root() + "/semaphores/pool/_c_" + UUID.randomUUID() + "-2-lease-",
                    CreateMode.EPHEMERAL_SEQUENTIAL);
            raiseNumbers("/semaphores/pool");
            semaphore.tryAcquire(1).orElseThrow().close();
            awaitIdle();
            assertThat(semaphore.tryAcquire(2)).isEmpty();
            semaphore.tryAcquire(1).orElseThrow().close();
        }
        semaphore.tryAcquire(3, Timeouts.patience()).orElseThrow().close();
    }

    @Test
    void lock_freeThenIdle_isGranted() {
        Signalbox box = open();
        Signalbox other = open();
        for (int i = 0; i < 3; i++) {
            box.lock("door").tryAcquire().orElseThrow().close();
            try (Lease held = other.lock("door").tryAcquire().orElseThrow()) {
                assertThat(box.lock("door").tryAcquire()).isEmpty();
                held.ensureHeld();
            }
        }
    }
}
