package io.signalbox.faults;

import io.signalbox.DistributedEvent;
import io.signalbox.DistributedLock;
import io.signalbox.DistributedSemaphore;
import io.signalbox.Lease;
import io.signalbox.Signalbox;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/** Uses one of very many names in one of all ways, and lets go of it. */
final class SoakWork {

    private static final Duration SOON = Duration.ofMillis(20);
    private static final int WAYS = 9;
    private static final int MOST_PERMITS = 4;

    private final int names;
    private final RandomGenerator lot;

    SoakWork(int names, RandomGenerator lot) {
        this.names = names;
        this.lot = lot;
    }

    private static int size(int number) {
        return 1 + number % MOST_PERMITS;
    }

    private static String name(int number) {
        return "part-" + number % 100 + "/" + number;
    }

    /** Each kind of one name. */
    static void touch(Signalbox box, int number) throws InterruptedException {
        box.lock(name(number)).acquire().close();
        box.semaphore(name(number), size(number)).acquire().close();
        box.event(name(number)).set();
    }

    void once(Signalbox box) throws InterruptedException {
        int number = lot.nextInt(names);
        DistributedLock lock = box.lock(name(number));
        DistributedSemaphore semaphore = box.semaphore(name(number), size(number));
        DistributedEvent event = box.event(name(number));
        switch (lot.nextInt(WAYS)) {
            case 0 -> lock.acquire().close();
            case 1 -> lock.tryAcquire(SOON).ifPresent(Lease::close);
            case 2 -> lock.tryAcquire().ifPresent(Lease::releaseAsync);
            case 3 -> withdraw(lock.acquireAsync());
            case 4 -> semaphore.acquire(1 + lot.nextInt(size(number))).close();
            case 5 -> {
                Optional<Lease> one = semaphore.tryAcquire(1, SOON);
                withdraw(semaphore.acquireAsync(size(number)));
                one.ifPresent(Lease::close);
            }
            case 6 -> event.await(SOON);
            case 7 -> event.awaitAsync().cancel(false);
            default -> {
                if (lot.nextBoolean()) {
                    event.set();
                } else {
                    event.clear();
                }
            }
        }
    }

    /** Cancels, and gives back what was granted all the same. */
    private static void withdraw(CompletableFuture<Lease> acquire) {
        if (!acquire.cancel(false)) {
            acquire.join().close();
        }
    }
}
