package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.DistributedLock;
import io.signalbox.DistributedSemaphore;
import io.signalbox.Lease;
import io.signalbox.Resource;
import io.signalbox.ResourceKind;
import io.signalbox.Signalbox;
import io.signalbox.SignalboxException;
import io.signalbox.spi.Contender;
import io.signalbox.spi.ContenderListener;
import io.signalbox.spi.Grant;
import io.signalbox.spi.Participant;
import io.signalbox.spi.PermitQueue;
import io.signalbox.spi.StoreConfig;
import io.signalbox.testkit.Timeouts;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
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

    /** The store tells each queue that it knows what happens to the session: for as long as it is used, and no longer. */
    @Test
    void queue_usedThenIdle_isKnownToTheStoreUntilThen() throws Exception {
        String address = "//127.0.0.1:" + store.server().port() + store.root();
        ZooKeeperStore backend = ZooKeeperStore.open(
                ZooKeeperAddress.parse(address),
                new StoreConfig(
                        address, Map.of("session-timeout", Duration.ofSeconds(3)), new Participant("host", 1, "")));
        try {
            Resource door = new Resource(ResourceKind.LOCK, "door");
            PermitQueue queue = backend.queue(door);
            Contender contender = join(queue);
            await().during(Duration.ofSeconds(1)) // twice a sixth of the timeout
                    .atMost(Timeouts.patience())
                    .until(() -> backend.queue(door) == queue);
            leave(queue, contender);
            patiently().until(() -> backend.queue(door) != queue);
            leave(queue, join(queue)); // whoever has kept it may use it again
        } finally {
            backend.close();
        }
    }

    private static Contender join(PermitQueue queue) throws Exception {
        CompletableFuture<Grant> granted = new CompletableFuture<>();
        Contender contender;
        queue.guard().lock();
        try {
            contender = queue.join(1, "main", new Told(granted));
        } finally {
            queue.guard().unlock();
        }
        granted.get(Timeouts.patience().toSeconds(), TimeUnit.SECONDS);
        return contender;
    }

    private static void leave(PermitQueue queue, Contender contender) throws Exception {
        CompletionStage<Void> left;
        queue.guard().lock();
        try {
            left = contender.leave();
        } finally {
            queue.guard().unlock();
        }
        left.toCompletableFuture().get(Timeouts.patience().toSeconds(), TimeUnit.SECONDS);
    }

    private record Told(CompletableFuture<Grant> granted) implements ContenderListener {
        @Override
        public void waiting() {}

        @Override
        public void granted(Grant grant) {
            granted.complete(grant);
        }

        @Override
        public void failed(SignalboxException cause) {
            granted.completeExceptionally(cause);
        }

        @Override
        public void revoked() {}

        @Override
        public void resized() {}
    }
}
