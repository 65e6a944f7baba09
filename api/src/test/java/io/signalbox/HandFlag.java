package io.signalbox;

import io.signalbox.spi.VersionedFlag;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** A flag whose answers the test can hold back or lose. */
final class HandFlag implements VersionedFlag {

    private final AtomicLong version = new AtomicLong();
    private final List<LongConsumer> observers = new CopyOnWriteArrayList<>();
    private final List<LongConsumer> leftObservers = new CopyOnWriteArrayList<>();
    private final List<Consumer<SignalboxException>> overObservers = new CopyOnWriteArrayList<>();
    private final Queue<CompletableFuture<Long>> heldReads = new ConcurrentLinkedQueue<>();
    final AtomicInteger reads = new AtomicInteger();
    final AtomicInteger advances = new AtomicInteger();
    final AtomicInteger watches = new AtomicInteger();

    /** Reads are answered by {@link #answerReads} only. */
    volatile boolean holdsReads;

    /** New waiters are gathered for a reading. */
    volatile boolean costly;

    /** Runs when a reading is asked for, before anything else. */
    volatile Runnable beforeRead = () -> {};

    /** Runs when a reading was asked for, and possibly answered, and its caller has not gone on yet. */
    volatile Runnable beforeReadReturns = () -> {};

    /** How many of the next readings fail. */
    final AtomicInteger failingReads = new AtomicInteger();

    volatile RuntimeException readFailure = new StoreUnavailableException("scripted");

    /** Runs before the next change is looked at. */
    volatile Runnable beforeAdvance = () -> {};

    /** The next change takes place, or does not, and then this runs, and the answer is lost. */
    volatile Runnable afterLostAdvance;

    volatile boolean lostAdvanceTakesPlace;

    long version() {
        return version.get();
    }

    /** Somebody else changes the flag. */
    void change() {
        long now = version.incrementAndGet();
        observers.forEach(observer -> observer.accept(now));
    }

    /** Somebody else changes the flag, and the watch has not yet heard of it. */
    void changeInSilence() {
        version.incrementAndGet();
    }

    void tell(long someVersion) {
        observers.forEach(observer -> observer.accept(someVersion));
    }

    /** The watch has heard that the flag is past a version, and no more. */
    void tellLeft(long someVersion) {
        leftObservers.forEach(observer -> observer.accept(someVersion));
    }

    /** The store refuses us. */
    void refuse(SignalboxException why) {
        overObservers.forEach(observer -> observer.accept(why));
    }

    int watchers() {
        return observers.size();
    }

    void answerReads() {
        for (int held = heldReads.size(); held > 0; held--) {
            heldReads.remove().complete(version.get());
        }
    }

    @Override
    public CompletionStage<Long> read() {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        readInto(answer);
        return answer;
    }

    @Override
    public void read(BiConsumer<? super Long, ? super Throwable> reader) {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        answer.whenComplete(reader);
        readInto(answer);
    }

    private void readInto(CompletableFuture<Long> answer) {
        beforeRead.run();
        reads.incrementAndGet();
        if (failingReads.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            answer.completeExceptionally(readFailure);
        } else if (holdsReads) {
            heldReads.add(answer);
        } else {
            answer.complete(version.get());
        }
        beforeReadReturns.run();
    }

    @Override
    public CompletionStage<Long> advance(long from) {
        advances.incrementAndGet();
        Runnable before = beforeAdvance;
        beforeAdvance = () -> {};
        before.run();
        Runnable lost = afterLostAdvance;
        if (lost != null) {
            afterLostAdvance = null;
            if (lostAdvanceTakesPlace) {
                version.compareAndSet(from, from + 1);
            }
            lost.run();
            return CompletableFuture.failedFuture(new StoreUnavailableException("the answer was lost"));
        }
        version.compareAndSet(from, from + 1);
        return CompletableFuture.completedFuture(version.get());
    }

    @Override
    public boolean isCostly() {
        return costly;
    }

    @Override
    public Subscription watch(LongConsumer seen) {
        return watch(seen, version -> {}, why -> {});
    }

    @Override
    public Subscription watch(LongConsumer seen, LongConsumer left, Consumer<SignalboxException> over) {
        watches.incrementAndGet();
        observers.add(seen);
        leftObservers.add(left);
        overObservers.add(over);
        return () -> {
            observers.remove(seen);
            leftObservers.remove(left);
            overObservers.remove(over);
        };
    }
}
