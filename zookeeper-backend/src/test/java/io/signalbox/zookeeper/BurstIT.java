package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.Lease;
import io.signalbox.Resource;
import io.signalbox.ResourceKind;
import io.signalbox.Signalbox;
import io.signalbox.SignalboxException;
import io.signalbox.spi.CommonOptions;
import io.signalbox.spi.ContenderListener;
import io.signalbox.spi.Grant;
import io.signalbox.spi.Participant;
import io.signalbox.spi.PermitQueue;
import io.signalbox.spi.Store;
import io.signalbox.spi.StoreConfig;
import io.signalbox.testkit.Timeouts;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Several contenders of one process are on their way at once, while the line changes between them. */
class BurstIT extends OnTestServer {

    private static final Resource POOL = new Resource(ResourceKind.SEMAPHORE, "pool");

    private static final class Grants implements ContenderListener {
        private final AtomicInteger count = new AtomicInteger();

        @Override
        public void waiting() {}

        @Override
        public void granted(Grant grant) {
            count.incrementAndGet();
        }

        @Override
        public void failed(SignalboxException cause) {
            throw new AssertionError(cause);
        }

        @Override
        public void revoked() {
            throw new AssertionError("revoked by nobody");
        }
    }

    /**
     * A list that was asked for ahead of the watch does not begin the following, although the watch is on its way when it
     * comes. The model's counterexample follow-from-any-list is this story.
     */
    @Test
    void semaphore_somebodyJoinsBetweenAnEarlierListAndTheWatch_neverExceedsItsSize() throws Exception {
        Signalbox first = open();
        Signalbox other = open();
        Lease all = first.semaphore("pool", 3).acquire(3);
        try (Relay relay = new Relay(store.server().port());
                Store ours = new ZooKeeperProvider()
                        .open(new StoreConfig(
                                "//127.0.0.1:" + relay.port() + store.root(),
                                Map.of(CommonOptions.SESSION_TIMEOUT.name(), Duration.ofSeconds(4)),
                                new Participant("here", 1, "burst")))) {
            PermitQueue queue = ours.queue(POOL);
            Grants grants = new Grants();
            relay.passLists(1);
            for (int i = 0; i < 3; i++) {
                join(queue, grants);
            }
            patiently()
                    .until(() -> relay.listsAnswered() == 1); // our first must wait: a watch is sent, behind all three
            all.close();
            relay.passLists(1);
            patiently().until(() -> relay.listsAnswered() == 2); // our first two fit
            Lease between = other.semaphore("pool", 3)
                    .tryAcquire(1, Timeouts.patience())
                    .orElseThrow(); // and so does this one; our third comes behind it
            relay.passEverything();
            ours.flag(new Resource(ResourceKind.EVENT, "behind-it-all"))
                    .read()
                    .toCompletableFuture()
                    .get(Timeouts.patience().toNanos(), TimeUnit.NANOSECONDS);

            between.ensureHeld();
            assertThat(grants.count).hasValue(2);
            between.close();
            patiently().until(() -> grants.count.get() == 3);
        }
    }

    private static void join(PermitQueue queue, Grants grants) {
        queue.guard().lock();
        try {
            queue.join(1, "thread", grants);
        } finally {
            queue.guard().unlock();
        }
    }
}
