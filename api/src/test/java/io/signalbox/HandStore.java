package io.signalbox;

import io.signalbox.spi.PermitQueue;
import io.signalbox.spi.Store;
import io.signalbox.spi.Tenure;
import io.signalbox.spi.VersionedFlag;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that does nothing by itself: the test says who is placed, granted and failed, and what the time is. */
final class HandStore implements Store {

    private static final AtomicInteger NAMES = new AtomicInteger();
    static final Duration TIMEOUT = Duration.ofSeconds(18);
    static final Duration WINDOW = Duration.ofSeconds(9);
    static final Duration SURE = Duration.ofSeconds(6);

    final HandClock clock = new HandClock();
    volatile Tenure tenure = newTenure(TIMEOUT);
    volatile boolean reachable = true;
    volatile boolean closed;
    volatile List<ResourceView> listed = List.of();
    volatile Runnable whenAskedForALine = () -> {};
    private final ConcurrentHashMap<Resource, HandQueue> queues = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Resource, HandFlag> flags = new ConcurrentHashMap<>();

    Tenure newTenure(Duration timeout) {
        return new Tenure(clock, timeout, clock.now());
    }

    /** A box on this store. Completions run at once, on the thread that brings them. */
    Signalbox open(String... options) {
        return open(Runnable::run, options);
    }

    Signalbox open(Executor executor, String... options) {
        SignalboxConfig.Builder builder = SignalboxConfig.builder().executor(executor);
        for (String option : options) {
            builder.option(option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
        }
        return open(builder);
    }

    Signalbox open(SignalboxConfig.Builder builder) {
        String address = "box" + NAMES.incrementAndGet();
        HandProvider.offer(address, this);
        return Signalbox.open(builder.url("hand:" + address).build());
    }

    /** Some write of the present session, sent now, was confirmed. */
    void acknowledge() {
        tenure.acknowledged(clock.now());
    }

    @Override
    public HandClock clock() {
        return clock;
    }

    HandQueue lockQueue(String name) {
        return handQueue(new Resource(ResourceKind.LOCK, name));
    }

    HandQueue semaphoreQueue(String name) {
        return handQueue(new Resource(ResourceKind.SEMAPHORE, name));
    }

    HandFlag handFlag(String name) {
        return handFlag(new Resource(ResourceKind.EVENT, name));
    }

    private HandQueue handQueue(Resource resource) {
        return queues.computeIfAbsent(resource, r -> new HandQueue(this, r));
    }

    private HandFlag handFlag(Resource resource) {
        return flags.computeIfAbsent(resource, r -> new HandFlag());
    }

    @Override
    public PermitQueue queue(Resource resource) {
        whenAskedForALine.run();
        return handQueue(resource);
    }

    @Override
    public VersionedFlag flag(Resource resource) {
        whenAskedForALine.run();
        return handFlag(resource);
    }

    @Override
    public CompletionStage<List<ResourceView>> list(String prefix) {
        return CompletableFuture.completedFuture(listed);
    }

    @Override
    public boolean isReachable() {
        return reachable;
    }

    @Override
    public void close() {
        closed = true;
    }
}
