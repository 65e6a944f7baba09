package io.signalbox;

import java.util.List;
import java.util.Objects;

/**
 * Who holds and who waits for a lock or a semaphore, at one moment.
 *
 * @param resource which
 * @param size how many permits there are: 1 for a lock, 0 for a semaphore whose size was never agreed
 * @param holders in the order of the line
 * @param waiters in the order of the line
 */
public record QueueView(Resource resource, int size, List<ContenderView> holders, List<ContenderView> waiters)
        implements ResourceView {

    /**
     * Copies the lists.
     *
     * @param resource which
     * @param size how many permits there are: 1 for a lock, 0 for a semaphore whose size was never agreed
     * @param holders in the order of the line
     * @param waiters in the order of the line
     */
    public QueueView {
        Objects.requireNonNull(resource, "resource");
        holders = List.copyOf(holders);
        waiters = List.copyOf(waiters);
    }
}
