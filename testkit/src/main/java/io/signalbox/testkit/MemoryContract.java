package io.signalbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.DistributedEvent;
import io.signalbox.DistributedLock;
import io.signalbox.DistributedSemaphore;
import io.signalbox.Lease;
import io.signalbox.Signalbox;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What happens before a release happens before what follows the next grant, within a JVM (A5). */
public abstract class MemoryContract extends ContractSuite {

    private static final int ROUNDS = 250;

    /** Plain on purpose: only the lock orders its reads and writes. */
    private int plain;

    /** For subclasses. */
    protected MemoryContract() {}

    @Test
    @Clause("A5")
    void plainField_underTheLockOfOneBox_losesNoUpdate() {
        DistributedLock lock = open().lock("door");
        for (int t = 0; t < 4; t++) {
            crew.run(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    try (Lease lease = lock.acquire()) {
                        lease.ensureHeld();
                        plain++;
                    }
                }
            });
        }
        crew.join();
        assertThat(plain).isEqualTo(4 * ROUNDS);
    }

    @Test
    @Clause("A5")
    void plainField_underTheLockOfTwoBoxes_losesNoUpdate() {
        for (int b = 0; b < 2; b++) {
            DistributedLock lock = open("turn-length", "10").lock("door");
            for (int t = 0; t < 2; t++) {
                crew.run(() -> {
                    for (int round = 0; round < ROUNDS / 5; round++) {
                        try (Lease lease = lock.acquire()) {
                            lease.ensureHeld();
                            plain++;
                        }
                    }
                });
            }
        }
        crew.join();
        assertThat(plain).isEqualTo(4 * (ROUNDS / 5));
    }

    @Test
    @Clause("A5")
    void plainField_handedOverByFutures_losesNoUpdate() {
        DistributedLock lock = open().lock("door");
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            all.add(lock.acquireAsync().thenAccept(lease -> {
                plain++;
                lease.close();
            }));
        }
        all.forEach(ContractSuite::get);
        assertThat(plain).isEqualTo(ROUNDS);
    }

    @Test
    @Clause("A5")
    void plainField_underASemaphoreOfOne_losesNoUpdate() {
        DistributedSemaphore mutex = open().semaphore("mutex", 1);
        for (int t = 0; t < 4; t++) {
            crew.run(() -> {
                for (int round = 0; round < ROUNDS / 5; round++) {
                    try (Lease lease = mutex.acquire()) {
                        lease.ensureHeld();
                        plain++;
                    }
                }
            });
        }
        crew.join();
        assertThat(plain).isEqualTo(4 * (ROUNDS / 5));
    }

    @Test
    @Clause("A5")
    void plainField_writtenBeforeSet_isReadAfterAwait() {
        Signalbox box = open();
        for (int round = 1; round <= 20; round++) {
            DistributedEvent event = box.event("bell-" + round);
            Crew.Member<Integer> reader = crew.call(() -> {
                event.await();
                return plain;
            });
            plain = round;
            event.set();
            assertThat(reader.get()).isEqualTo(round);
        }
    }
}
