package io.signalbox;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.spi.Option;
import io.signalbox.spi.VersionedFlag;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Everything this process wants of one event: its waiters and listeners share one watch and one reading. */
final class EventLine {
    /*
     * Why a pulse is not missed (E1). The version counts the changes, and a flag is set when its version is odd. A waiter
     * reads the version once, linearizably, after it was called: if it is odd, the event is set; else the event was clear
     * at that instant, and any greater version that is ever seen proves that it has been set since, no matter
     * whether it is set still, and no matter how many connections or sessions came and went. The watch is begun before the
     * read, and a watch tells at least the latest version, so a change after the read is seen.
     *
     * Readings are shared: a reading serves the waiters that were there before it was sent, and those who come while it is
     * under way are served by the next. So any number of waiters cost two readings at most. Where a reading is costly, one
     * for waiters without a thread, who may come in a crowd, is not begun at once but from the timer's thread: whoever has
     * come by then shares it, and while more come, it waits for them, up to GATHER_NANOS.
     *
     * Whoever registers a wait and then does something that leads to the pulse must not see that another thread begins the
     * reading, be it that one, or the one that has the answer of the reading before. So before this box asks anything of
     * the store that others could see, the readings that its waiters still want are begun (BoxRuntime.beginWaits()), also
     * beside one that is under way, and also beside one that another thread is about to send and may not have sent yet:
     * that thread may be standing still, and is not waited for. A box that is busy in other ways must not make a reading
     * of every wait, so beyond FEW readings under way, the wait begins with the end of one of them.
     *
     * The waiter's wait begins at the instant of that reading, about one round trip after the call. A timed wait ends with a
     * reading as well, begun a little ahead of its deadline (FinalLook): that no news came proves nothing, as the network may
     * be silent for long before the connection is found to be lost, or this process may have stood still. So "not set" is
     * true at an instant between the call and the return, and what is set before that is not missed.
     *
     * To set or to clear begins from the version heard of last, if that is one to begin from. Nobody relies on its being
     * true: advance() is conditional. To find the event as it should be left is another thing, and needs a reading.
     *
     * A backend may tell that a version was left before it knows the present one. That ends waits, and changes nothing else:
     * who comes later waits by what is read.
     *
     * Lock order: the guard is a leaf, but for what the backend locks in watch(). Readings, the end of the watch and user
     * code, which an executor of the caller may run at once, are begun after it is released, from `effects`.
     */
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** For how long at most new waiters are gathered for one reading, and how often it is looked whether more have come. */
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long GATHER_STEP_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    /** How many readings may be under way before waits that are followed by a request begin as others do. */
    private static final int FEW = 4;

    /** The outcome of steering when an answer was lost; no version is negative. */
    private static final long CANNOT_TELL = -1;

    final Resource resource;
    final BoxRuntime box;
    final VersionedFlag flag;
    private final ReentrantLock guard = new ReentrantLock();

    /** All waiters, with and without a base. */
    @GuardedBy("guard") private final LinkedHashSet<EventWaiter> waiters = new LinkedHashSet<>(2);

    /** Those for whom the next reading is. */
    @GuardedBy("guard") private List<EventWaiter> fresh = new ArrayList<>(0);

    /** Those for whom a thread has begun a reading that it may not have sent yet, a list for each such reading. */
    @GuardedBy("guard") private final List<List<EventWaiter>> unsent = new ArrayList<>(0);

    /** A reading is under way, or will be begun without anybody's doing. */
    @GuardedBy("guard") private boolean reading;

    /** A reading failed, and its waiters are read for again in a moment. */
    @GuardedBy("guard") private boolean retrying;

    @GuardedBy("guard") private int underWay;

    @GuardedBy("guard") private final List<Listener> listeners = new ArrayList<>(0);

    @GuardedBy("guard") private @Nullable Subscription watch;

    /** No reading that began after the watch was answered yet. */
    @GuardedBy("guard") private boolean watchUnread;

    /** The greatest version heard of, from anywhere. */
    @GuardedBy("guard") private long seen = -1;

    /** Parked waiters that have their outcome. */
    @GuardedBy("guard") private List<EventWaiter> toWake = new ArrayList<>(0);

    /** User code for the others that have theirs. */
    @GuardedBy("guard") private List<Runnable> toTell = new ArrayList<>(0);

    @GuardedBy("guard") private final ArrayDeque<Runnable> effects = new ArrayDeque<>(1);

    /** The watch that nobody needs any more. */
    @GuardedBy("guard") private @Nullable Subscription over;

    @GuardedBy("guard") private boolean closed;

    EventLine(Resource resource, BoxRuntime box) {
        this.resource = resource;
        this.box = box;
        this.flag = box.store.flag(resource);
    }

    static boolean isSet(long version) {
        return version % 2 == 1;
    }

    // ------------------------------------------------------------------ set, clear, look

    CompletableFuture<Long> read() {
        return box.ask("read " + resource, () -> flag.read().thenApply(this::heard));
    }

    /** Sets or clears. */
    CompletableFuture<Long> steer(boolean set) {
        String what = (set ? "set " : "clear ") + resource;
        return box.ask(what, new Steering(set)::attempt).thenApply(version -> {
            if (version == CANNOT_TELL) {
                throw new StoreUnavailableException(
                        "cannot tell whether " + resource + " was "
                                + (set ? "set" : "cleared")
                                + ": the connection was lost in between, and others have changed it since; look, and try again");
            }
            return version;
        });
    }

    /** One set() or clear(), through all its attempts. Attempts follow one another, never at once. */
    private final class Steering {
        /*
         * Each attempt advances from an even version to set, from an odd one to clear; the version guards it, so of several
         * attempts from one version at most one has effect. If the answer to an attempt is lost, the next starts from
         * the same version again. If that then finds the flag changed away and back by others, it cannot be told whether
         * the lost attempt took place; saying so is better than setting twice, which somebody could see. To box.ask() that
         * is an answer and not a failure, or it would try again.
         *
         * If the first version is from memory, those changes may be older than the call. That makes the answer no more
         * wrong, only less needed: it takes a lost reply besides.
         */
        private final boolean set;
        private long from = -1;
        private boolean unanswered;

        Steering(boolean set) {
            this.set = set;
        }

        CompletionStage<Long> attempt() {
            if (from < 0) {
                long last = latest();
                if (last < 0 || isSet(last) == set) {
                    return flag.read().thenCompose(this::stepFrom);
                }
                from = last;
            }
            return advance();
        }

        private CompletionStage<Long> stepFrom(long version) {
            heard(version);
            if (isSet(version) == set) {
                return CompletableFuture.completedFuture(version);
            }
            from = version;
            return advance();
        }

        private CompletionStage<Long> advance() {
            boolean again = unanswered;
            unanswered = true;
            return flag.advance(from).thenCompose(version -> {
                unanswered = false;
                if (again && version > from + 1 && isSet(version) != set) {
                    heard(version);
                    return CompletableFuture.completedFuture(CANNOT_TELL);
                }
                return stepFrom(version);
            });
        }
    }

    // ------------------------------------------------------------------ waiting

    void await() throws InterruptedException {
        await(Long.MAX_VALUE);
    }

    boolean await(Duration timeout) throws InterruptedException {
        long nanos = BoxRuntime.nanos(timeout);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return nanos == 0 ? isSet(BoxRuntime.join(read())) : await(nanos);
    }

    private boolean await(long timeoutNanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        long start = System.nanoTime();
        EventWaiter waiter = EventWaiter.parking();
        add(waiter);
        FinalLook look = new FinalLook(timeoutNanos);
        while (true) {
            boolean answered = waiter.isDone() || isAnswered(waiter); // a crowd that was woken has no need of the guard
            if (waiter.isDone()) { // nothing between this and the parking may park: it would use up what wakes us
                return waiter.outcome();
            }
            long passed = System.nanoTime() - start;
            long left = look.next(answered) - passed;
            if (timeoutNanos == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else if (left > 0) {
                LockSupport.parkNanos(this, left);
            } else if (look.isDue(passed, answered)) {
                look.begin(passed);
                readAgain(waiter);
            } else {
                expire(waiter, timeoutNanos);
            }
            if (Thread.interrupted()) {
                if (remove(waiter, null)) {
                    throw new InterruptedException();
                }
                Thread.currentThread().interrupt();
            }
        }
    }

    private void expire(EventWaiter waiter, long timeoutNanos) {
        boolean unheard = !isAnswered(waiter) || !box.store.isReachable();
        remove(
                waiter,
                unheard
                        ? new StoreUnavailableException("cannot await " + resource + " within "
                                + Option.format(Duration.ofNanos(timeoutNanos))
                                + ": the store did not answer; try again later")
                        : null);
    }

    CompletableFuture<Void> awaitAsync() {
        CompletableFuture<@Nullable Void> future = new CompletableFuture<>();
        EventWaiter waiter = EventWaiter.promising(future);
        add(waiter);
        future.whenComplete((nothing, error) -> {
            if (!waiter.isDone()) {
                remove(waiter, null); // cancelled or completed by the caller
            }
        });
        return future;
    }

    private void add(EventWaiter waiter) {
        Runnable[] todo;
        guard.lock();
        try {
            if (closed || box.isClosed()) { // a line made while the box was being closed is not told
                finish(waiter, false, closedException());
            } else {
                waiters.add(waiter);
                fresh.add(waiter);
                watchIfNeeded();
                readSoon(!waiter.isParked());
            }
            todo = takeEffects();
        } finally {
            guard.unlock();
        }
        runAll(todo);
    }

    /**
     * Begins a reading, unless one is under way: its end begins the next.
     *
     * @param ordered whether it is to be sent ahead of what the caller asks next, whoever sends it
     */
    @GuardedBy("guard") private void readSoon(boolean ordered) {
        boolean gathering = ordered && flag.isCostly();
        if (gathering || (ordered && reading)) {
            box.waitsToBegin.add(this);
        }
        if (!reading) {
            reading = true;
            effects.add(gathering ? () -> box.soon(() -> gather(1, System.nanoTime())) : this::readForFresh);
        }
    }

    /** Reads, but goes on gathering while more new waiters come. A single one finds itself alone, and waits no longer. */
    private void gather(int before, long begun) {
        int now;
        guard.lock();
        try {
            now = fresh.size();
        } finally {
            guard.unlock();
        }
        if (now > before && System.nanoTime() - begun < GATHER_NANOS) {
            box.after(GATHER_STEP_NANOS, () -> gather(now, begun));
        } else {
            readForFresh();
        }
    }

    /** False if it had its outcome already. */
    private boolean remove(EventWaiter waiter, @Nullable SignalboxException failure) {
        Runnable[] todo;
        guard.lock();
        try {
            if (!waiters.remove(waiter)) {
                return false;
            }
            finish(waiter, false, failure);
            endWatchIfIdle();
            todo = takeEffects();
        } finally {
            guard.unlock();
        }
        runAll(todo);
        return true;
    }

    private boolean isAnswered(EventWaiter waiter) {
        guard.lock();
        try {
            return waiter.readings == 0;
        } finally {
            guard.unlock();
        }
    }

    /** Has the next reading serve the waiter as well, whose wait goes on meanwhile. */
    private void readAgain(EventWaiter waiter) {
        Runnable[] todo;
        guard.lock();
        try {
            if (!waiter.isDone()) {
                waiter.readings++;
                fresh.add(waiter);
                readSoon(false);
            }
            todo = takeEffects();
        } finally {
            guard.unlock();
        }
        runAll(todo);
    }

    /** Something is about to be asked that waiters may lead others to see. */
    void beginWaits() {
        guard.lock();
        try {
            if (underWay >= FEW) {
                return;
            }
            for (List<EventWaiter> served : unsent) {
                served.forEach(waiter -> waiter.readings++);
                fresh.addAll(served);
            }
        } finally {
            guard.unlock();
        }
        readForFresh();
    }

    /** Begins a reading for all for whom none has begun yet. */
    private void readForFresh() {
        List<EventWaiter> served;
        Subscription watched;
        guard.lock();
        try {
            fresh.removeIf(EventWaiter::isDone);
            if (fresh.isEmpty() && !watchUnread) {
                unlistIfAllSent();
                reading = underWay > 0;
                return;
            }
            reading = true;
            underWay++;
            served = fresh;
            unsent.add(served);
            fresh = new ArrayList<>(0);
            watched = watch;
        } finally {
            guard.unlock();
        }
        flag.read((version, error) -> afterReading(served, watched, version, BoxRuntime.unwrap(error)));
        sent(served);
    }

    @SuppressWarnings("ReferenceEquality") // the same list, not an equal one
    private void sent(List<EventWaiter> served) {
        guard.lock();
        try {
            unsent.removeIf(other -> other == served);
            unlistIfAllSent();
        } finally {
            guard.unlock();
        }
    }

    /** Nothing that is asked need begin anything before, once all is sent. */
    @GuardedBy("guard") private void unlistIfAllSent() {
        if (fresh.isEmpty() && unsent.isEmpty()) {
            box.waitsToBegin.remove(this);
        }
    }

    private void retry() {
        guard.lock();
        try {
            retrying = false;
        } finally {
            guard.unlock();
        }
        readForFresh();
    }

    @SuppressWarnings("ReferenceEquality") // the same watch, not an equal one
    private void afterReading(
            List<EventWaiter> served,
            @Nullable Subscription watched,
            @Nullable Long version,
            @Nullable Throwable error) {
        boolean retry = error instanceof StoreUnavailableException;
        Runnable[] todo;
        guard.lock();
        try {
            if (version != null) {
                served.forEach(waiter -> waiter.answered(version));
                hear(version); // at once, or a wait whose time is over would take the answer for a no
            } else if (retry) {
                fresh.addAll(0, served);
                if (served.stream().anyMatch(waiter -> !waiter.isParked())) {
                    box.waitsToBegin.add(this);
                }
            } else {
                SignalboxException cause = error instanceof SignalboxException known
                        ? known
                        : new StoreContentException("cannot read " + resource + ": " + error, error);
                for (EventWaiter waiter : served) {
                    if (waiters.remove(waiter)) {
                        finish(waiter, false, cause);
                    }
                }
                endWatchIfIdle();
            }
            if (!retry && watch == watched) {
                watchUnread = false;
            }
            underWay--;
            boolean next = (!fresh.isEmpty() || watchUnread) && !closed;
            reading = next || underWay > 0;
            if (next && retry && !retrying) {
                retrying = true;
                effects.add(() -> box.after(RETRY_NANOS, this::retry));
            } else if (next && !retry) {
                effects.add(this::readForFresh);
            }
            todo = takeEffects();
        } finally {
            guard.unlock();
        }
        runAll(todo);
    }

    // ------------------------------------------------------------------ what is seen

    /** A version was seen, from a reading, a change or the watch. Tells whoever waited for it. */
    private long heard(long version) {
        Runnable[] todo;
        guard.lock();
        try {
            hear(version);
            todo = takeEffects();
        } finally {
            guard.unlock();
        }
        runAll(todo);
        return version;
    }

    @GuardedBy("guard") private void hear(long version) {
        if (version > seen) {
            seen = version;
            listeners.forEach(listener -> effects.add(listener.bell::ring));
        }
        wakeAll(seen);
    }

    /** The flag had that version, and has been changed since. */
    private void left(long version) {
        Runnable[] todo;
        guard.lock();
        try {
            wakeAll(version + 1);
            todo = takeEffects();
        } finally {
            guard.unlock();
        }
        runAll(todo);
    }

    /** The store refuses us, so waiting does not help: ends all waits. */
    private void refused(SignalboxException cause) {
        Runnable[] todo;
        guard.lock();
        try {
            for (EventWaiter waiter : waiters) {
                finish(waiter, false, cause);
            }
            waiters.clear();
            endWatchIfIdle();
            todo = takeEffects();
        } finally {
            guard.unlock();
        }
        runAll(todo);
    }

    /** Ends each wait that began with the event set, or before a version that there has been since. */
    @GuardedBy("guard") private void wakeAll(long reached) {
        for (Iterator<EventWaiter> it = waiters.iterator(); it.hasNext(); ) {
            EventWaiter waiter = it.next();
            if (waiter.base >= 0 && (isSet(waiter.base) || reached > waiter.base)) {
                it.remove();
                finish(waiter, true, null);
            }
        }
        endWatchIfIdle();
    }

    @GuardedBy("guard") private void watchIfNeeded() {
        if (watch == null) {
            watch = flag.watch(this::heard, this::left, this::refused);
            watchUnread = true;
        }
    }

    @GuardedBy("guard") private void endWatchIfIdle() {
        if (watch != null && waiters.isEmpty() && listeners.isEmpty()) {
            over = watch;
            watch = null;
            watchUnread = false;
        }
    }

    @GuardedBy("guard") private void finish(EventWaiter waiter, boolean wasSet, @Nullable SignalboxException failure) {
        Runnable told = waiter.finish(wasSet, failure);
        if (told != null) {
            toTell.add(told);
        } else if (waiter.isParked()) {
            toWake.add(waiter);
        }
    }

    /**
     * What must not be done under the guard, to be run in order after it is released. The watch ends before anybody is
     * told: who asks at once for the flag would else be answered beside a watch, and have to set it anew.
     */
    @GuardedBy("guard") private Runnable[] takeEffects() {
        if (!toTell.isEmpty()) {
            List<Runnable> crowd = toTell;
            toTell = new ArrayList<>(0);
            effects.addFirst(() -> box.callbacks(crowd));
        }
        if (!toWake.isEmpty()) {
            List<EventWaiter> crowd = toWake;
            toWake = new ArrayList<>(0);
            effects.addFirst(() -> crowd.forEach(EventWaiter::wake));
        }
        Subscription ended = over;
        if (ended != null) {
            effects.addFirst(ended::close);
            over = null;
        }
        Runnable[] todo = effects.toArray(new Runnable[0]);
        effects.clear();
        return todo;
    }

    private static void runAll(Runnable[] todo) {
        for (Runnable effect : todo) {
            effect.run();
        }
    }

    Subscription onChange(Consumer<? super EventState> consumer) {
        Listener listener = new Listener(consumer);
        Runnable[] todo;
        guard.lock();
        try {
            box.ensureOpen();
            listeners.add(listener);
            watchIfNeeded();
            if (watchUnread) {
                readSoon(false);
            }
            todo = takeEffects();
        } finally {
            guard.unlock();
        }
        runAll(todo);
        listener.bell.ring();
        return () -> removeListener(listener);
    }

    private void removeListener(Listener listener) {
        listener.closed = true;
        Runnable[] todo;
        guard.lock();
        try {
            listeners.remove(listener);
            endWatchIfIdle();
            todo = takeEffects();
        } finally {
            guard.unlock();
        }
        runAll(todo);
    }

    private long latest() {
        guard.lock();
        try {
            return seen;
        } finally {
            guard.unlock();
        }
    }

    /** One listener and what it was told last; its bell lets one thread in at a time. */
    private final class Listener {

        private final Consumer<? super EventState> consumer;
        private final Bell bell = new Bell(box, this::tell);
        private long told = -1; // used by one thread at a time

        /** No call begins any more. */
        private volatile boolean closed;

        Listener(Consumer<? super EventState> consumer) {
            this.consumer = consumer;
        }

        private void tell() {
            long version = latest();
            if (version > told && !closed) {
                told = version;
                consumer.accept(new EventState(version));
            }
        }
    }

    /** Ends every wait. */
    void close() {
        Runnable[] todo;
        guard.lock();
        try {
            closed = true;
            waiters.forEach(waiter -> finish(waiter, false, closedException()));
            waiters.clear();
            fresh.clear();
            unsent.clear();
            box.waitsToBegin.remove(this);
            listeners.clear();
            endWatchIfIdle();
            todo = takeEffects();
        } finally {
            guard.unlock();
        }
        runAll(todo);
    }

    private SignalboxClosedException closedException() {
        return new SignalboxClosedException("cannot await " + resource + ": the Signalbox was closed");
    }
}
