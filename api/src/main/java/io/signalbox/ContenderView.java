package io.signalbox;

import io.signalbox.spi.Participant;
import java.time.Instant;
import java.util.Objects;

/**
 * One place in a line, as others see it. A process stands in a line with few places and serves its own waiters from
 * them, so a place stands for the process and for the thread that made it, not for every waiter.
 *
 * @param owner host, process id and label; empty and 0 for a contender of another library
 * @param thread the thread that made the place, or empty
 * @param since when the place was made, by the store's clock
 * @param permits how many permits it holds or wants
 * @param token the first fencing token it has, or will have
 * @param id what the store calls it
 */
public record ContenderView(Participant owner, String thread, Instant since, int permits, long token, String id) {

    /**
     * Checks that nothing is missing.
     *
     * @param owner host, process id and label; empty and 0 for a contender of another library
     * @param thread the thread that made the place, or empty
     * @param since when the place was made, by the store's clock
     * @param permits how many permits it holds or wants
     * @param token the first fencing token it has, or will have
     * @param id what the store calls it
     */
    public ContenderView {
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(thread, "thread");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(id, "id");
    }
}
