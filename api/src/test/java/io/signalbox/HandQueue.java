package io.signalbox;

import io.signalbox.spi.Contender;
import io.signalbox.spi.ContenderListener;
import io.signalbox.spi.Grant;
import io.signalbox.spi.PermitQueue;
import io.signalbox.spi.Tenure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A line whose contenders do what the test says. Contenders are numbered from 0, in the order in which they joined. */
final class HandQueue implements PermitQueue {

    /** Tokens of contender n: 100 from (n + 1) * 100 on. */
    static final int TOKENS = 100;

    private final HandStore store;
    private final Resource resource;
    private final ReentrantLock guard = new ReentrantLock();
    private final List<Place> places = new CopyOnWriteArrayList<>();

    /** What was asked of this line: {@code join 0 x1}, {@code leave 0}. */
    final List<String> journal = new CopyOnWriteArrayList<>();

    volatile int size = 1;

    /** What the next to join want theirs out of. */
    volatile int joinsOutOf;

    /** The next to join are granted before join returns. */
    volatile boolean grantsAtOnce;

    /** Who does not leave may rest. */
    volatile boolean letsRest;

    /** What happens to those who join, soon after they have joined, on another thread. */
    volatile @Nullable Consumer<Place> whenJoined;

    /** What is answered to whoever puts a holder out. */
    volatile @Nullable Eviction eviction;

    /** The store confirms no leave until {@link Place#confirmLeft}. */
    volatile boolean holdsLeaves;

    HandQueue(HandStore store, Resource resource) {
        this.store = store;
        this.resource = resource;
    }

    Place place(int number) {
        return places.get(number);
    }

    int joined() {
        return places.size();
    }

    /** Those that have joined and were not told to leave. */
    List<Integer> present() {
        List<Integer> present = new ArrayList<>();
        for (Place place : places) {
            if (!place.left) {
                present.add(place.number);
            }
        }
        return present;
    }

    @Override
    public ReentrantLock guard() {
        return guard;
    }

    @Override
    public Contender join(int permits, String thread, ContenderListener listener) {
        checkGuard();
        int number = places.size();
        Place place = new Place(number, permits, thread, listener);
        places.add(place);
        journal.add("join " + number + " x" + permits);
        Consumer<Place> script = whenJoined;
        if (script != null) {
            CompletableFuture.runAsync(() -> script.accept(place));
        }
        return grantsAtOnce ? new GrantedPlace(place) : place;
    }

    private void checkGuard() {
        if (!guard.isHeldByCurrentThread()) {
            throw new IllegalMonitorStateException("the guard is not held");
        }
    }

    @Override
    public int knownSize() {
        return size;
    }

    @Override
    public CompletionStage<Integer> agree(int offer) {
        return CompletableFuture.completedFuture(size);
    }

    @Override
    public CompletionStage<Void> resize(int newSize) {
        size = newSize;
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<QueueView> inspect() {
        return CompletableFuture.completedFuture(new QueueView(resource, size, List.of(), List.of()));
    }

    @Override
    public CompletionStage<Optional<Eviction>> evict(long token) {
        journal.add("evict " + token);
        return lastEviction();
    }

    @Override
    public CompletionStage<Optional<Eviction>> lastEviction() {
        return CompletableFuture.completedFuture(Optional.ofNullable(eviction));
    }

    /** One contender. */
    final class Place implements Contender {

        final int number;
        final int permits;
        final String thread;
        private final ContenderListener listener;
        private final CompletableFuture<Void> confirmed = new CompletableFuture<>();
        private volatile boolean left;
        private volatile boolean resting;
        private volatile int outOf = joinsOutOf;

        Place(int number, int permits, String thread, ContenderListener listener) {
            this.number = number;
            this.permits = permits;
            this.thread = thread;
            this.listener = listener;
        }

        long token() {
            return (number + 1) * 100L;
        }

        /** The store has confirmed the place; it is not free. */
        void placed() {
            listener.waiting();
        }

        void grant() {
            grant(TOKENS, store.tenure);
        }

        void grant(int tokens, Tenure tenure) {
            listener.granted(new Grant(token(), tokens, tenure));
        }

        void revoke() {
            listener.revoked();
        }

        void resized() {
            outOf = 0;
            listener.resized();
        }

        @Override
        public int outOf() {
            checkGuard();
            return outOf;
        }

        /** The store ends the place, which rests. */
        void endRest() {
            resting = false;
        }

        @Override
        public boolean rest() {
            checkGuard();
            if (letsRest) {
                journal.add("rest " + number);
                resting = true;
            }
            return letsRest;
        }

        @Override
        public boolean resume(String newThread) {
            checkGuard();
            boolean rested = resting;
            resting = false;
            journal.add((rested ? "resume " : "resume in vain ") + number + " by " + newThread);
            return rested;
        }

        void fail(SignalboxException cause) {
            listener.failed(cause);
        }

        void confirmLeft() {
            confirmed.complete(null);
        }

        boolean hasLeft() {
            return left;
        }

        @Override
        public CompletionStage<Void> leave() {
            checkGuard();
            if (!left) {
                left = true;
                journal.add("leave " + number);
            }
            if (!holdsLeaves) {
                confirmed.complete(null);
            }
            return confirmed;
        }
    }

    /** A contender that was granted before join returned. */
    private final class GrantedPlace implements Granted {

        private final Place place;

        GrantedPlace(Place place) {
            this.place = place;
        }

        @Override
        public Grant grant() {
            return new Grant(place.token(), TOKENS, store.tenure);
        }

        @Override
        public int outOf() {
            return place.outOf();
        }

        @Override
        public boolean rest() {
            return place.rest();
        }

        @Override
        public boolean resume(String thread) {
            return place.resume(thread);
        }

        @Override
        public CompletionStage<Void> leave() {
            return place.leave();
        }
    }
}
