package io.signalbox.cli;

import io.signalbox.DistributedLock;
import io.signalbox.DistributedSemaphore;
import io.signalbox.Lease;
import io.signalbox.QueueView;
import io.signalbox.Resource;
import io.signalbox.ResourceKind;
import io.signalbox.Signalbox;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a command wants to hold.
 *
 * @param resource a lock or a semaphore
 * @param size of the semaphore, or 0 for whatever is in force
 * @param take how many permits
 */
record Wanted(Resource resource, int size, int take) {

    static Wanted lock(String name) {
        return new Wanted(new Resource(ResourceKind.LOCK, name), 1, 1);
    }

    static Wanted semaphore(String name, int size, int take) {
        return new Wanted(new Resource(ResourceKind.SEMAPHORE, name), size, take);
    }

    /** Empty if it was not to be had within the limit; without a limit it waits for ever. */
    Optional<Lease> acquire(Signalbox box, @Nullable Duration limit) throws InterruptedException {
        if (resource.kind() == ResourceKind.LOCK) {
            DistributedLock lock = box.lock(resource.name());
            return limit == null ? Optional.of(lock.acquire()) : lock.tryAcquire(limit);
        }
        DistributedSemaphore semaphore =
                size == 0 ? box.semaphore(resource.name()) : box.semaphore(resource.name(), size);
        return limit == null ? Optional.of(semaphore.acquire(take)) : semaphore.tryAcquire(take, limit);
    }

    /** Who holds and who waits. */
    QueueView inspect(Signalbox box) {
        return resource.kind() == ResourceKind.LOCK
                ? box.lock(resource.name()).inspect()
                : box.semaphore(resource.name()).inspect();
    }
}
