package io.signalbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.DistributedLock;
import io.signalbox.Lease;
import io.signalbox.StoreUnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Acquires that end in every way there is, at random moments. */
final class Storm {

    private final long seed;
    private final Witness witness = new Witness(1);

    Storm(long seed) {
        this.seed = seed;
    }

    /** What one thread does. */
    void rage(DistributedLock lock, int thread, int attempts) throws Exception {
        Random random = new Random(seed + thread);
        try {
            for (int i = 0; i < attempts; i++) {
                long micros = random.nextInt(4000);
                switch (random.nextInt(4)) {
                    case 0 -> timedOut(lock, micros);
                    case 1 -> visit(lock.tryAcquire());
                    case 2 -> cancelled(lock, micros);
                    default -> interrupted(lock, micros);
                }
            }
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("in the storm of seed " + seed + ": " + e, e);
        }
    }

    private void visit(Optional<Lease> answer) {
        answer.ifPresent(lease -> {
            try (lease) {
                witness.visit(lease);
            }
        });
    }

    /** A store that has not answered within such a moment may be called unreachable. */
    private void timedOut(DistributedLock lock, long micros) throws InterruptedException {
        try {
            visit(lock.tryAcquire(Duration.ofNanos(micros * 1000)));
        } catch (StoreUnavailableException e) {
            assertThat(micros).isPositive();
        }
    }

    private void cancelled(DistributedLock lock, long micros) {
        CompletableFuture<Lease> waiter = lock.acquireAsync();
        LockSupport.parkNanos(micros * 1000);
        if (!waiter.cancel(true)) {
            visit(Optional.of(waiter.join()));
        }
    }

    private void interrupted(DistributedLock lock, long micros) {
        Thread self = Thread.currentThread();
        Executor later = CompletableFuture.delayedExecutor(micros, TimeUnit.MICROSECONDS);
        CompletableFuture<Void> interrupt = CompletableFuture.runAsync(self::interrupt, later);
        try {
            visit(Optional.of(lock.acquire()));
            interrupt.join();
            assertThat(Thread.interrupted()).isTrue();
        } catch (InterruptedException e) {
            interrupt.join();
            assertThat(self.isInterrupted())
                    .as("the flag after InterruptedException")
                    .isFalse();
        }
    }
}
