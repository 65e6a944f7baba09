package io.signalbox.local;

import io.signalbox.spi.Participant;
import java.time.Duration;

/** Participants without threads and clocks, for Lincheck, which has its own. */
final class Quiet {

    private static final Events NOBODY_LISTENS = new Events() {
        @Override
        public void post(Runnable task) {}

        @Override
        public void postAfter(long nanos, Runnable task) {}

        @Override
        public void close() {}
    };

    private static final Participant SELF = new Participant("host", 1, "");
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private Quiet() {}

    static LocalStore store(Namespace namespace) {
        return new LocalStore(namespace, SELF, TIMEOUT, new SilenceClock(() -> 0), NOBODY_LISTENS);
    }
}
