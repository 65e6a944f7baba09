package io.signalbox.cli;

import io.signalbox.Lease;
import io.signalbox.Signalbox;
import io.signalbox.SignalboxConfig;
import io.signalbox.SignalboxException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Acquires, does something under the lease, and gives back. A signal ends each part of it. */
final class Tenancy {

    /** What is done under the lease. */
    @FunctionalInterface
    interface Undertaking {
        Charge begin(Lease lease) throws IOException;
    }

    private final Console console;
    private final Wanted wanted;
    private final WaitOptions patience;
    private final Supervisor supervisor;
    private final Signals signals = Signals.interruptThisThread();

    Tenancy(Console console, Wanted wanted, WaitOptions patience, InDoubt inDoubt) {
        this.console = console;
        this.wanted = wanted;
        this.patience = patience;
        this.supervisor = new Supervisor(console, inDoubt);
    }

    /** The exit code. */
    int run(SignalboxConfig config, Undertaking undertaking) throws IOException, InterruptedException {
        try {
            return runInterruptibly(config, undertaking);
        } catch (InterruptedException | SignalboxException e) {
            Optional<SignalTrap.Caught> signal = signals.caught();
            if (signal.isPresent()) {
                return signal.get().exitCode();
            }
            throw e;
        }
    }

    private int runInterruptibly(SignalboxConfig config, Undertaking undertaking)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        try (Signalbox box = Signalbox.open(config)) {
            Optional<Lease> acquired;
            try (WaitingLine line = WaitingLine.show(console, wanted, config.self(), box)) {
                acquired = wanted.acquire(box, left(start));
            }
            if (acquired.isEmpty()) {
                return patience.conflictCode();
            }
            try (Lease lease = acquired.get()) {
                Optional<SignalTrap.Caught> signal = signals.handOver(supervisor::arrive);
                return signal.isPresent()
                        ? signal.get().exitCode()
                        : supervisor.supervise(lease, undertaking.begin(lease));
            }
        }
    }

    private @Nullable Duration left(long start) {
        Duration limit = patience.limit();
        return limit == null ? null : limit.minusNanos(System.nanoTime() - start);
    }
}
