package io.signalbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.Lease;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Stands inside the section that leases guard, and sees whether there were ever too many at once. */
final class Witness {

    private final int size;
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicLong lastToken = new AtomicLong();
    private final AtomicInteger visits = new AtomicInteger();

    /** Of a lock, or of a semaphore of a size. */
    Witness(int size) {
        this.size = size;
    }

    /** Goes in, looks round, and goes out. To be called between a grant and its release. */
    void visit(Lease lease) {
        int together = inside.addAndGet(lease.permits());
        try {
            assertThat(together).as("permits inside at once").isLessThanOrEqualTo(size);
            if (size == 1) {
                assertThat(lease.fencingToken())
                        .as("the token of a later grant")
                        .isGreaterThan(lastToken.getAndSet(lease.fencingToken()));
            }
            visits.incrementAndGet();
            LockSupport.parkNanos(10_000);
            assertThat(inside.get()).as("permits inside at once").isLessThanOrEqualTo(size);
        } finally {
            inside.addAndGet(-lease.permits());
        }
    }

    int visits() {
        return visits.get();
    }
}
