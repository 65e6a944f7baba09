package io.signalbox.faults;

import io.signalbox.DistributedLock;
import io.signalbox.DistributedSemaphore;
import io.signalbox.Lease;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What a lock and a semaphore have in common for those who ask. */
interface Permits {

    Lease acquire(int permits) throws InterruptedException;

    Optional<Lease> tryAcquire(int permits);

    Optional<Lease> tryAcquire(int permits, Duration timeout) throws InterruptedException;

    CompletableFuture<Lease> acquireAsync(int permits);

    static Permits of(DistributedLock lock) {
        return new Permits() {
            @Override
            public Lease acquire(int permits) throws InterruptedException {
                return lock.acquire();
            }

            @Override
            public Optional<Lease> tryAcquire(int permits) {
                return lock.tryAcquire();
            }

            @Override
            public Optional<Lease> tryAcquire(int permits, Duration timeout) throws InterruptedException {
                return lock.tryAcquire(timeout);
            }

            @Override
            public CompletableFuture<Lease> acquireAsync(int permits) {
                return lock.acquireAsync();
            }
        };
    }

    static Permits of(DistributedSemaphore semaphore) {
        return new Permits() {
            @Override
            public Lease acquire(int permits) throws InterruptedException {
                return semaphore.acquire(permits);
            }

            @Override
            public Optional<Lease> tryAcquire(int permits) {
                return semaphore.tryAcquire(permits);
            }

            @Override
            public Optional<Lease> tryAcquire(int permits, Duration timeout) throws InterruptedException {
                return semaphore.tryAcquire(permits, timeout);
            }

            @Override
            public CompletableFuture<Lease> acquireAsync(int permits) {
                return semaphore.acquireAsync(permits);
            }
        };
    }
}
