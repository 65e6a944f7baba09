package io.signalbox.cli;

import io.signalbox.DistributedSemaphore;
import io.signalbox.Lease;
import io.signalbox.Signalbox;
import io.signalbox.spi.Option;
import java.time.Duration;
import java.util.List;

/**
 * Holds one permit for a while.
 *
 * @param name of the semaphore
 * @param permits its size
 * @param work for how long it holds
 */
record SemaphoreRole(String name, int permits, Duration work) implements Role {

    @Override
    public void play(Signalbox box, Report report) throws InterruptedException {
        DistributedSemaphore semaphore = box.semaphore(name, permits);
        report.tell(Signal.READY);
        report.tell(Signal.WAITING);
        try (Lease lease = semaphore.acquire()) {
            report.tell(Signal.ACQUIRE);
            Thread.sleep(work.toMillis());
            lease.ensureHeld();
            report.tell(Signal.RELEASE);
        }
    }

    @Override
    public List<String> arguments() {
        return List.of("semaphore", "--name=" + name, "--permits=" + permits, "--work=" + Option.format(work));
    }
}
