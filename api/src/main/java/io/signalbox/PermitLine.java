package io.signalbox;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.spi.Contender;
import io.signalbox.spi.Grant;
import io.signalbox.spi.Option;
import io.signalbox.spi.PermitQueue;
import io.signalbox.spi.Tenure;
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
import org.jspecify.annotations.Nullable;

/** The line of this process's waiters for one lock or semaphore, and its turns in the line of the store. */
final class PermitLine {
    /*
     * Two lines. Processes stand in the store's line, each with few contenders, called turns here; waiters stand in their
     * process's line, in memory, first in first out. A turn that is granted serves the waiter at the head. For a lock, when
     * that lease is released the turn serves the next waiter, in memory, at most `turnLength` times; then a new turn is
     * sent to the tail of the store's line, ahead of the end of the old one, so other processes get theirs (C3). A turn of
     * a semaphore serves one lease: with several holders at once, a second token of an older turn would be smaller than
     * the first of a younger, and tokens must rise in the order of the grants (C2).
     *
     * States of a turn: joining -> placed -> granted -> serving -> (granted -> serving)* -> left. `turns` has those that
     * could serve a waiter and do not, in the order in which they joined; `serving` has those with a lease. A turn that
     * has left is in neither, and whatever its contender still says is ignored.
     *
     * align() is the only place that decides. It lays the turns beside the waiters, in order: a turn and a waiter of equal
     * permits match; a turn without such a waiter leaves. A matched, granted, certain turn serves its waiter. Waiters
     * without a turn get one, as far as mayJoin() allows: of a lock one at a time, as it serves many waiters; of a
     * semaphore MAX_WAITING_TURNS, whatever its size, for each serves one, and one that is sent when a permit comes free
     * is a round trip late. That bound keeps the store's line short (A1), and other processes' waits too: who comes to
     * the tail finds at most so many of ours before it (C3). Everything
     * that happens (a waiter comes or goes, a turn is placed, granted or fails, a lease ends, the session is confirmed or
     * lost) changes one fact under the guard and calls align().
     *
     * Nothing is served while the session is in doubt (C5): a granted turn then keeps its place and serves when the next
     * news of its tenure comes, or is replaced if the session turns out to be over (C6).
     *
     * Why no wake-up is lost: every fact that align() reads is either guarded here, and its writer calls align(), or is
     * the tenure's, whose news leads to reconsider(), which calls align(), and whose passing of time takes
     * certainty away only.
     *
     * Lock order: guard of a line, then locks inside the backend's join(). The backend calls back with no lock held, so
     * leave(), which may run grants of other lines, and user code are run after the guard is released, from `effects`.
     */

    /** How many turns one process may have waiting in the store's line: more buys latency only. */
    private static final int MAX_WAITING_TURNS = 16;

    /** Time for the store's first answer beyond a deadline, so that "not free" can be told from "no answer". */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    final Resource resource;
    final BoxRuntime box;
    final PermitQueue queue;
    private final LeaseWatch leaseWatch;

    private final ReentrantLock guard = new ReentrantLock();

    @GuardedBy("guard") private final LinkedHashSet<Waiter> waiting = new LinkedHashSet<>(2);

    @GuardedBy("guard") private final ArrayList<Turn> turns = new ArrayList<>(0);

    @GuardedBy("guard") private final LinkedHashSet<Turn> serving = new LinkedHashSet<>(2);

    @GuardedBy("guard") private final ArrayDeque<Runnable> effects = new ArrayDeque<>(1);

    @GuardedBy("guard") private boolean closed;

    PermitLine(Resource resource, BoxRuntime box, LeaseWatch leaseWatch) {
        this.resource = resource;
        this.box = box;
        this.leaseWatch = leaseWatch;
        this.queue = box.store.queue(resource);
    }

    // ------------------------------------------------------------------ callers

    /** Waits for ever. */
    Lease acquire(int permits) throws InterruptedException {
        Lease lease = await(Waiter.parking(permits, false), Long.MAX_VALUE, true);
        if (lease == null) {
            throw new AssertionError("an untimed acquire ended with neither a lease nor an exception");
        }
        return lease;
    }

    /** Waits for ever, and leaves an interrupt pending. */
    Lease acquireUninterruptibly(int permits) {
        try {
            Lease lease = await(Waiter.parking(permits, false), Long.MAX_VALUE, false);
            if (lease == null) {
                throw new AssertionError("an untimed acquire ended with neither a lease nor an exception");
            }
            return lease;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Answers at once, within the operation timeout. */
    @Nullable Lease tryAcquire(int permits) {
        try {
            return await(Waiter.parking(permits, true), box.operationTimeout.toNanos(), false);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Answers within the timeout. */
    @Nullable Lease tryAcquire(int permits, Duration timeout) throws InterruptedException {
        long nanos = BoxRuntime.nanos(timeout);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return nanos == 0 ? tryAcquire(permits) : await(Waiter.parking(permits, false), nanos, true);
    }

    CompletableFuture<Lease> acquireAsync(int permits) {
        CompletableFuture<Lease> future = new CompletableFuture<>();
        Waiter waiter = Waiter.promising(permits, future);
        enqueue(waiter);
        future.whenComplete((lease, error) -> {
            if (!waiter.isDone()) {
                withdraw(waiter); // cancelled or completed by the caller
            }
        });
        return future;
    }

    private @Nullable Lease await(Waiter waiter, long timeoutNanos, boolean interruptible) throws InterruptedException {
        if (interruptible && Thread.interrupted()) {
            throw new InterruptedException();
        }
        long start = System.nanoTime();
        enqueue(waiter);
        boolean interrupted = false;
        try {
            long limit = timeoutNanos;
            while (!waiter.isDone()) {
                long left = limit - (System.nanoTime() - start);
                if (left > 0) {
                    park(limit == Long.MAX_VALUE, left);
                } else if (limit == timeoutNanos && !waiter.immediate && isUnanswered(waiter)) {
                    limit = timeoutNanos + GRACE_NANOS;
                } else {
                    expire(waiter, timeoutNanos);
                }
                if (Thread.interrupted()) {
                    interrupted = true;
                    if (interruptible && withdraw(waiter)) {
                        interrupted = false;
                        throw new InterruptedException();
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return outcome(waiter);
    }

    private void park(boolean forEver, long nanos) {
        if (forEver) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, nanos);
        }
    }

    private static @Nullable Lease outcome(Waiter waiter) {
        SignalboxException failure = waiter.failure();
        if (failure != null) {
            throw failure;
        }
        return waiter.lease();
    }

    // ------------------------------------------------------------------ what happens

    private void enqueue(Waiter waiter) {
        box.beginWaits();
        Runnable[] todo;
        guard.lock();
        try {
            if (closed || box.isClosed()) { // a line made while the box was being closed is not told
                finish(waiter, null, closedException());
            } else if (waiter.immediate && isTakenByOurselves(waiter.permits)) {
                finish(waiter, null, null);
            } else {
                waiting.add(waiter);
                align();
            }
            todo = takeEffects();
        } finally {
            guard.unlock();
        }
        runAll(todo);
    }

    /** Whether it is known, without asking, that a newcomer is not served at once. */
    @GuardedBy("guard") private boolean isTakenByOurselves(int permits) {
        if (!waiting.isEmpty()) {
            return box.store.isReachable();
        }
        int held = 0;
        for (Turn turn : serving) {
            Grant grant = turn.grant;
            if (grant == null || !BoxRuntime.isCertain(grant.tenure())) {
                return false;
            }
            held += turn.permits;
        }
        return held > 0 && held + permits > queue.knownSize() && permits <= queue.knownSize();
    }

    /** Takes a waiter out of the line. False if it had its outcome already. */
    private boolean withdraw(Waiter waiter) {
        return settle(waiter, null);
    }

    private boolean settle(Waiter waiter, @Nullable SignalboxException failure) {
        Runnable[] todo;
        guard.lock();
        try {
            if (!waiting.remove(waiter)) {
                return false;
            }
            finish(waiter, null, failure);
            align();
            todo = takeEffects();
        } finally {
            guard.unlock();
        }
        runAll(todo);
        return true;
    }

    private void expire(Waiter waiter, long timeoutNanos) {
        boolean unheard = isUnanswered(waiter) || !box.store.isReachable();
        settle(
                waiter,
                unheard
                        ? new StoreUnavailableException("cannot acquire " + resource + " within "
                                + Option.format(Duration.ofNanos(timeoutNanos))
                                + ": the store did not answer; try again later")
                        : null);
    }

    /** Whether the store has not yet said anything of this waiter's place. */
    private boolean isUnanswered(Waiter waiter) {
        guard.lock();
        try {
            for (Turn turn : turns) {
                if (turn.matched == waiter) {
                    return !turn.placed || turn.grant != null; // granted, but not certain
                }
            }
            return false;
        } finally {
            guard.unlock();
        }
    }

    void turnWaits(Turn turn) {
        Runnable[] todo;
        guard.lock();
        try {
            turn.placed = true;
            align();
            todo = takeEffects();
        } finally {
            guard.unlock();
        }
        runAll(todo);
    }

    void turnGranted(Turn turn, Grant grant) {
        Runnable[] todo;
        guard.lock();
        try {
            if (turns.contains(turn)) {
                turn.placed = true;
                turn.grant = grant;
                leaseWatch.attend(grant.tenure());
                align();
            }
            todo = takeEffects();
        } finally {
            guard.unlock();
        }
        runAll(todo);
    }

    void turnFailed(Turn turn, SignalboxException cause) {
        Runnable[] todo;
        guard.lock();
        try {
            if (turns.remove(turn)) {
                Waiter waiter = turn.matched;
                if (waiter != null && !(cause instanceof StoreUnavailableException) && waiting.remove(waiter)) {
                    finish(waiter, null, cause);
                }
                align(); // after a lost session, the waiters join anew
            }
            todo = takeEffects();
        } finally {
            guard.unlock();
        }
        runAll(todo);
    }

    /**
     * Ends a lease.
     *
     * @return completes when whoever is told afterwards can acquire
     */
    CompletableFuture<@Nullable Void> release(Lease lease) {
        box.beginWaits();
        CompletableFuture<@Nullable Void> confirmed = new CompletableFuture<>();
        Runnable[] todo;
        guard.lock();
        try {
            Turn turn = lease.turn;
            if (turn.lease != lease || !serving.remove(turn)) {
                confirmed.complete(null); // lost before, or closed
            } else {
                turn.lease = null;
                if (!closed && !waiting.isEmpty() && turn.served < turnLimit(turn)) {
                    turns.add(0, turn);
                    align();
                    confirmed.complete(null);
                } else {
                    align(); // sends a new turn, if there are waiters, ahead of the end of this one
                    leave(turn, confirmed);
                }
            }
            todo = takeEffects();
        } finally {
            guard.unlock();
        }
        runAll(todo);
        return confirmed;
    }

    private boolean isLock() {
        return resource.kind() == ResourceKind.LOCK;
    }

    private int turnLimit(Turn turn) {
        Grant grant = turn.grant;
        return isLock() && grant != null ? Math.min(box.turnLength, grant.tokens()) : 1;
    }

    /** Something about the tenures may have changed: looks at every lease, drops what is lost, serves what is certain. */
    void reconsider() {
        Runnable[] todo;
        guard.lock();
        try {
            for (Iterator<Turn> it = serving.iterator(); it.hasNext(); ) {
                Turn turn = it.next();
                Lease lease = turn.lease;
                if (lease != null && lease.reconsider(effects) == LeaseState.LOST) {
                    it.remove();
                    turn.lease = null;
                    leave(turn, new CompletableFuture<>());
                }
            }
            align();
            todo = takeEffects();
        } finally {
            guard.unlock();
        }
        runAll(todo);
    }

    /** Whether there are leases, or grants to be served, in this tenure; and so something to watch the clock for. */
    void collectTenures(java.util.Set<Tenure> into) {
        guard.lock();
        try {
            for (Turn turn : serving) {
                if (turn.grant != null) {
                    into.add(turn.grant.tenure());
                }
            }
        } finally {
            guard.unlock();
        }
    }

    /** Ends every wait and every lease. */
    List<CompletableFuture<@Nullable Void>> close() {
        List<CompletableFuture<@Nullable Void>> ends = new ArrayList<>();
        Runnable[] todo;
        guard.lock();
        try {
            closed = true;
            waiting.forEach(waiter -> finish(waiter, null, closedException()));
            waiting.clear();
            for (Turn turn : serving) {
                if (turn.lease != null) {
                    turn.lease.markReleased(effects);
                    turn.lease = null;
                }
                ends.add(leave(turn, new CompletableFuture<>()));
            }
            serving.clear();
            turns.forEach(turn -> ends.add(leave(turn, new CompletableFuture<>())));
            turns.clear();
            todo = takeEffects();
        } finally {
            guard.unlock();
        }
        runAll(todo);
        return ends;
    }

    private SignalboxClosedException closedException() {
        return new SignalboxClosedException("cannot acquire " + resource + ": the Signalbox was closed");
    }

    // ------------------------------------------------------------------ the decision

    @GuardedBy("guard") private void align() {
        if (closed) {
            return;
        }
        Iterator<Waiter> line = waiting.iterator();
        Waiter next = line.hasNext() ? line.next() : null;
        int waitingTurns = 0;
        List<Waiter> refused = List.of();
        for (Iterator<Turn> it = turns.iterator(); it.hasNext(); ) {
            Turn turn = it.next();
            while (next != null && isRefusal(turn, next)) {
                line.remove();
                refused = refused.isEmpty() ? new ArrayList<>(1) : refused;
                refused.add(next);
                next = line.hasNext() ? line.next() : null;
            }
            if (next == null || turn.permits != next.permits || isDead(turn)) {
                it.remove();
                leave(turn, new CompletableFuture<>());
                continue;
            }
            turn.matched = next;
            if (turn.grant != null && BoxRuntime.isCertain(turn.grant.tenure())) {
                it.remove();
                line.remove();
                serve(turn, turn.grant, next);
            } else {
                waitingTurns++;
            }
            next = line.hasNext() ? line.next() : null;
        }
        joinFor(next, line, waitingTurns);
        // Told after their turns have left, or the next try of the same caller would stand behind this one.
        for (Waiter waiter : refused) {
            effects.add(() -> waiter.finish(null, null, box));
        }
    }

    /** A placed turn that was not granted is the answer for a waiter that wants one at once. */
    private static boolean isRefusal(Turn turn, Waiter waiter) {
        return waiter.immediate && turn.placed && turn.grant == null;
    }

    /** Granted in a session that is over: it will never serve. */
    private static boolean isDead(Turn turn) {
        return turn.grant != null && turn.grant.tenure().isEnded();
    }

    /**
     * Sends turns for waiters that have none. What a lock's turn will give to its next waiter needs no other turn; what a
     * semaphore's holds is given back to the line, and places there are kept for the waiters meanwhile.
     */
    @GuardedBy("guard") private void joinFor(@Nullable Waiter first, Iterator<Waiter> rest, int waitingTurns) {
        Waiter next = first;
        int places = waitingTurns;
        while (next != null && mayJoin(places)) {
            Turn turn = new Turn(this, next.permits);
            turn.matched = next;
            Contender contender = queue.join(next.permits, next.thread, turn);
            turn.contender = contender;
            if (contender instanceof PermitQueue.Granted granted) {
                turn.placed = true;
                turn.grant = granted.grant();
                leaseWatch.attend(granted.grant().tenure());
            }
            if (turn.grant != null && BoxRuntime.isCertain(turn.grant.tenure())) {
                rest.remove();
                serve(turn, turn.grant, next);
            } else {
                turns.add(turn);
                places++;
            }
            next = rest.hasNext() ? rest.next() : null;
        }
    }

    @GuardedBy("guard") private boolean mayJoin(int waitingTurns) {
        return isLock() ? waitingTurns == 0 && serving.isEmpty() : waitingTurns < MAX_WAITING_TURNS;
    }

    @GuardedBy("guard") private void serve(Turn turn, Grant grant, Waiter waiter) {
        Lease lease = new Lease(this, turn, grant, turn.served);
        turn.served++;
        turn.lease = lease;
        turn.matched = null;
        serving.add(turn);
        finish(waiter, lease, null);
    }

    @GuardedBy("guard") private CompletableFuture<@Nullable Void> leave(Turn turn, CompletableFuture<@Nullable Void> confirmed) {
        Contender contender = turn.contender;
        if (contender == null) {
            confirmed.complete(null);
        } else {
            effects.add(() -> completeWhenLeft(contender.leave(), confirmed));
        }
        return confirmed;
    }

    private static void completeWhenLeft(CompletionStage<Void> left, CompletableFuture<@Nullable Void> confirmed) {
        left.whenComplete((nothing, error) -> confirmed.complete(null));
    }

    @GuardedBy("guard") private void finish(Waiter waiter, @Nullable Lease lease, @Nullable SignalboxException failure) {
        Runnable rest = waiter.finish(lease, failure, box);
        if (rest != null) {
            effects.add(rest);
        }
    }

    /** What must not be done under the guard, to be run in order after it is released. */
    @GuardedBy("guard") private Runnable[] takeEffects() {
        if (effects.isEmpty()) {
            return NOTHING;
        }
        Runnable[] todo = effects.toArray(NOTHING);
        effects.clear();
        return todo;
    }

    private static void runAll(Runnable[] todo) {
        for (Runnable effect : todo) {
            effect.run();
        }
    }

    private static final Runnable[] NOTHING = {};
}
