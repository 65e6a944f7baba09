package io.signalbox;

import io.signalbox.spi.Clock;
import io.signalbox.spi.CommonOptions;
import io.signalbox.spi.Contender;
import io.signalbox.spi.ContenderListener;
import io.signalbox.spi.Grant;
import io.signalbox.spi.Participant;
import io.signalbox.spi.PermitQueue;
import io.signalbox.spi.Store;
import io.signalbox.spi.StoreConfig;
import io.signalbox.spi.Tenure;
import io.signalbox.spi.VersionedFlag;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/** A line of one lock on a store that grants whoever comes, at once: what is left to go wrong is in the line itself. */
final class OpenHand implements Store, PermitQueue {

    private static final AtomicLong TOKENS = new AtomicLong();
    private static final StoreConfig CONFIG = new StoreConfig(
            "", Map.of(CommonOptions.OPERATION_TIMEOUT.name(), Duration.ofHours(1)), new Participant("host", 1, ""));

    // One for all lines: a timer, or an alarm of the watch, for each would be too much.

    private static final BoxRuntime BOX = new BoxRuntime(new OpenHand(), CONFIG, Runnable::run);
    private static final LeaseWatch WATCH = new LeaseWatch(BOX, List::of);

    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private final ReentrantLock guard = new ReentrantLock();

    private OpenHand() {}

    static PermitLine line() {
        return new PermitLine(new Resource(ResourceKind.LOCK, "a"), BOX, WATCH);
    }

    /** A session that lives for as long as any trial takes, unless it is ended. */
    static Tenure tenure() {
        return new Tenure(Clock.SYSTEM, Duration.ofHours(1), Clock.SYSTEM.now());
    }

    @Override
    public PermitQueue queue(Resource resource) {
        return this;
    }

    @Override
    public ReentrantLock guard() {
        return guard;
    }

    @Override
    public Contender join(int permits, String thread, ContenderListener listener) {
        Grant grant = new Grant(TOKENS.addAndGet(1000), 1000, tenure());
        return new Granted() {
            @Override
            public Grant grant() {
                return grant;
            }

            @Override
            public CompletionStage<Void> leave() {
                return DONE;
            }
        };
    }

    @Override
    public Clock clock() {
        return Clock.SYSTEM;
    }

    @Override
    public boolean isReachable() {
        return true;
    }

    @Override
    public int knownSize() {
        return 1;
    }

    @Override
    public CompletionStage<Integer> agree(int offer) {
        return CompletableFuture.completedFuture(1);
    }

    @Override
    public CompletionStage<Void> resize(int size) {
        return DONE;
    }

    @Override
    public VersionedFlag flag(Resource resource) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<List<ResourceView>> list(String prefix) {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletionStage<QueueView> inspect() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Optional<Eviction>> evict(long token) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Optional<Eviction>> lastEviction() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
