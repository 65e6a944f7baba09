package io.signalbox;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.spi.Contender;
import io.signalbox.spi.Grant;
import io.signalbox.spi.Option;
import io.signalbox.spi.PermitQueue;
import io.signalbox.spi.Tenure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The line of this process's waiters for one lock or semaphore, and its turns in the line of the store. */
final class PermitLine {
    /*
     * Two lines. Processes stand in the store's line, each with few contenders, called turns here; waiters stand in their
     * process's line, in memory, first in first out. A turn that is granted serves the waiter at the head. If nobody else
     * can hold while it does, as with a lock, it serves the next waiter when that lease is released, in memory, at most
     * `turnLength` times; then a new turn is sent to the tail of the store's line, ahead of the end of the old one, so
     * other processes get theirs (C3). Any other turn of a semaphore serves one lease: with several holders at once, a
     * second token of an older turn would be smaller than the first of a younger, and tokens must rise in the order of the
     * grants (C2).
     *
     * Together. Turns of a semaphore that hold all its permits, one alone or several of as many each, serve on too. While
     * they all stand nobody else holds, and whoever is granted later stands behind them all. So each lease has a token of
     * the youngest of them, whichever it is served by, and tokens rise. Whether it is so is asked each time, for one of them
     * may have left, or somebody may raise the size.
     *
     * A token names a place in the store's line, by which an operator can free what it holds. So a turn does not leave
     * while another serves by a token of its: that one leaves, and its lease moves; see substitute(). And who frees the place
     * ends every lease that has a token of it.
     *
     * States of a turn: joining -> placed -> granted -> serving -> (granted -> serving)* -> left. `turns` has those that
     * could serve a waiter and do not, in the order in which they joined; `serving` has those with a lease. A turn that
     * has left is in neither, and whatever its contender still says is ignored. A granted turn may be revoked, by an
     * operator who frees what it holds; it has left then, its lease is lost, and whoever it would serve gets another.
     *
     * A turn of all permits that nobody wants when its lease ends leaves, or rests, if its backend can let it at no cost to
     * others: it is then alone in `serving`, without a lease, while `waiting` and `turns` are empty. The next newcomer
     * resumes it, and so makes no turn; or finds that the backend has ended the place meanwhile, and has it leave. It
     * rests until the leases are looked at again at the latest, so an idle line is not kept for it. A backend lets it rest
     * in a session that is certain only, so what is resumed is certain.
     *
     * align() is the only place that decides. It lays the turns beside the waiters, in order: a turn and a waiter of equal
     * permits match, unless the waiter came after the turn was sent: beside a turn that does not serve on others may have
     * been granted before it came, and its token would be smaller than theirs. A turn without a waiter leaves. A matched,
     * granted, certain turn serves its waiter. Waiters without a turn get one, as far as mayJoin() allows: none behind
     * turns that serve many, which is what they wait for, and those leave that were sent before it came to that; else
     * MAX_WAITING_TURNS, whatever the size, for each serves one, and one that is sent when a permit comes free is a round
     * trip late. That bound keeps the store's line short (A1), and other processes' waits too: who comes to the tail finds
     * at most so many of ours before it (C3). Everything that happens (a waiter comes or goes, a turn is placed, granted
     * or fails, the size changes, a lease ends, the session is confirmed or lost) changes one fact under the guard and
     * calls align().
     *
     * There is one way past it, for a newcomer when nobody waits: serveFirst(). It is align() with that one waiter, its
     * steps in the same order, without making a waiter of it. Whatever is not served that way goes the other way. It is
     * also the only place where a resting turn is met by a waiter.
     *
     * Nothing is served while the session is in doubt (C5): a granted turn then keeps its place and serves when the next
     * news of its tenure comes, or is replaced if the session turns out to be over (C6).
     *
     * Why no wake-up is lost: every fact that align() reads is either guarded here, and its writer calls align(), or is
     * the backend's, of the size, which calls resized(), or is the tenure's, whose news leads to reconsider(), which calls
     * align(), and whose passing of time takes certainty away only.
     *
     * The guard is the backend's own, lent by its queue: a cycle that nobody disturbs takes it twice, to join and serve, and
     * to end the lease and leave. So whoever is granted next by that line finds the lease ended, and what is decided here
     * follows from what the backend knows at the same instant.
     *
     * Lock order: the guard, then locks inside the backend's join() and leave(), the timer's and the tenure's, which are
     * leaves. The backend calls back with no lock held, and user code is run after the guard is released, from `effects`.
     * Several lines may have one guard. That is safe because no line's guard is ever taken under another's.
     *
     * A line in which nobody waits or holds is four references, two small numbers and nothing else: lines within are rings
     * of those who stand in them (see Link), and `effects` is made when there is one.
     */

    /** How many turns one process may have waiting in the store's line: more buys latency only. */
    private static final int MAX_WAITING_TURNS = 16;

    /** How many turns may serve on together: that it is so is found by looking at each. */
    private static final int MAX_TOGETHER = 32;

    /** Time for the store's first answer beyond a deadline, so that "not free" can be told from "no answer". */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    final Resource resource;
    final BoxRuntime box;
    final PermitQueue queue;
    private final LeaseWatch leaseWatch;

    private final ReentrantLock guard;

    // Lines, each by its last; see Link.

    @GuardedBy("guard") private @Nullable Waiter waiting;

    /** How many waiters have come, modulo 2^32. */
    @GuardedBy("guard") private int come;

    @GuardedBy("guard") private @Nullable Turn turns;

    @GuardedBy("guard") private @Nullable Turn serving;

    /** Our turns have held all permits, and none has had to wait since: so those that take their place will not either. */
    @GuardedBy("guard") private boolean together;

    @GuardedBy("guard") private @Nullable List<Runnable> effects;

    PermitLine(Resource resource, BoxRuntime box, LeaseWatch leaseWatch) {
        this.resource = resource;
        this.box = box;
        this.leaseWatch = leaseWatch;
        this.queue = box.store.queue(resource);
        this.guard = queue.guard();
    }

    // ------------------------------------------------------------------ callers

    /** Waits for ever. */
    Lease acquire(int permits) throws InterruptedException {
        Lease lease = acquire(permits, false, Long.MAX_VALUE, true);
        if (lease == null) {
            throw new AssertionError("an untimed acquire ended with neither a lease nor an exception");
        }
        return lease;
    }

    /** Waits for ever, and leaves an interrupt pending. */
    Lease acquireUninterruptibly(int permits) {
        try {
            Lease lease = acquire(permits, false, Long.MAX_VALUE, false);
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
            return acquire(permits, true, box.operationTimeout.toNanos(), false);
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
        return nanos == 0 ? tryAcquire(permits) : acquire(permits, false, nanos, true);
    }

    CompletableFuture<Lease> acquireAsync(int permits) {
        CompletableFuture<Lease> future = new CompletableFuture<>();
        Waiter waiter = Waiter.promising(permits, future);
        List<Runnable> todo;
        box.beginWaits();
        guard.lock();
        try {
            Lease lease = serveFirst(permits, waiter.thread);
            if (lease != null) {
                waiter.finish(lease, null);
                tell(waiter);
            } else {
                enqueue(waiter);
            }
            todo = takeEffects();
        } finally {
            guard.unlock();
        }
        runAll(todo);
        if (!waiter.isDone()) {
            future.whenComplete((lease, error) -> {
                if (!waiter.isDone()) {
                    withdraw(waiter); // cancelled or completed by the caller
                }
            });
        }
        return future;
    }

    private @Nullable Lease acquire(int permits, boolean immediate, long timeoutNanos, boolean interruptible)
            throws InterruptedException {
        if (interruptible && Thread.interrupted()) {
            throw new InterruptedException();
        }
        boolean forEver = timeoutNanos == Long.MAX_VALUE;
        long start = forEver ? 0 : System.nanoTime();
        Waiter waiter;
        List<Runnable> todo;
        box.beginWaits();
        guard.lock();
        try {
            if (immediate && !box.isClosed() && isTakenByOurselves(permits)) {
                return null;
            }
            Thread thread = Thread.currentThread();
            Lease lease = serveFirst(permits, thread.getName());
            if (lease != null) {
                return lease;
            }
            waiter = Waiter.parking(permits, immediate, thread);
            enqueue(waiter);
            todo = takeEffects();
        } finally {
            guard.unlock();
        }
        runAll(todo);
        await(waiter, start, timeoutNanos, interruptible);
        return outcome(waiter);
    }

    private void await(Waiter waiter, long start, long timeoutNanos, boolean interruptible)
            throws InterruptedException {
        boolean forEver = timeoutNanos == Long.MAX_VALUE;
        boolean interrupted = false;
        try {
            long limit = timeoutNanos;
            while (!waiter.isDone()) {
                long left = forEver ? limit : limit - (System.nanoTime() - start);
                if (left > 0) {
                    park(forEver, left);
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

    /**
     * Serves a newcomer at once if nobody stands before it and the store grants at once. It is what align() would do,
     * without the line: nobody waits, so there are no turns that wait either, and joinFor() would send a turn for the
     * newcomer, find it granted, and serve it.
     *
     * @return null if the newcomer is to stand in line; a turn that was sent for it does so already
     */
    @GuardedBy("guard") private @Nullable Lease serveFirst(int permits, String thread) {
        Turn last = serving;
        if (last != null && last.resting) {
            Lease lease = resume(last, permits, thread);
            if (lease != null) {
                return lease;
            }
        }
        if (waiting != null || !mayJoin(permits, 0) || box.isClosed()) {
            return null;
        }
        Turn turn = join(permits, thread);
        Grant grant = turn.grant;
        if (grant != null && BoxRuntime.isCertain(grant.tenure())) {
            return serve(turn);
        }
        turn.sentAfter = come + 1; // the newcomer, which is made a waiter next
        turns = Link.append(turns, turn);
        return null;
    }

    @GuardedBy("guard") private void enqueue(Waiter waiter) {
        if (box.isClosed()) { // a line made while the box was being closed is not told
            waiter.finish(null, closedException());
            tell(waiter);
        } else {
            waiter.number = ++come;
            waiting = Link.append(waiting, waiter);
            align();
        }
    }

    /** Whether it is known, without asking, that a newcomer is not served at once. */
    @GuardedBy("guard") private boolean isTakenByOurselves(int permits) {
        if (waiting != null) {
            return box.store.isReachable();
        }
        int held = 0;
        for (Turn turn = Link.first(serving); turn != null; turn = Link.after(turn, serving)) {
            Grant grant = turn.grant;
            if (grant == null || !BoxRuntime.isCertain(grant.tenure())) {
                return false;
            }
            held += turn.resting ? 0 : turn.permits;
        }
        return held > 0 && held + permits > queue.knownSize() && permits <= queue.knownSize();
    }

    /** Takes a waiter out of the line. False if it had its outcome already. */
    private boolean withdraw(Waiter waiter) {
        return settle(waiter, null);
    }

    private boolean settle(Waiter waiter, @Nullable SignalboxException failure) {
        List<Runnable> todo;
        guard.lock();
        try {
            if (!waiter.isLinked()) {
                return false;
            }
            waiting = Link.remove(waiting, waiter);
            waiter.finish(null, failure);
            tell(waiter);
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
            for (Turn turn = Link.first(turns); turn != null; turn = Link.after(turn, turns)) {
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
        List<Runnable> todo;
        guard.lock();
        try {
            turn.placed = true;
            together = false;
            align();
            todo = takeEffects();
        } finally {
            guard.unlock();
        }
        runAll(todo);
    }

    void turnGranted(Turn turn, Grant grant) {
        List<Runnable> todo;
        guard.lock();
        try {
            if (turn.isWaiting()) {
                leaseWatch.listen(grant.tenure()); // before anything is served, or its end could be missed
                turn.hold(grant);
                align();
                effects().add(() -> leaseWatch.watchClock(grant.tenure())); // last, for it may begin a thread
            }
            todo = takeEffects();
        } finally {
            guard.unlock();
        }
        runAll(todo);
    }

    void turnFailed(Turn turn, SignalboxException cause) {
        List<Runnable> todo;
        guard.lock();
        try {
            if (turn.isWaiting()) {
                turns = Link.remove(turns, turn);
                Waiter waiter = turn.matched;
                if (waiter != null && waiter.isLinked() && !(cause instanceof StoreUnavailableException)) {
                    waiting = Link.remove(waiting, waiter);
                    waiter.finish(null, cause);
                    tell(waiter);
                }
                align(); // after a lost session, the waiters join anew
            }
            todo = takeEffects();
        } finally {
            guard.unlock();
        }
        runAll(todo);
    }

    /** Turns may serve one lease only: whoever would have been served behind them needs others. */
    void resized() {
        List<Runnable> todo;
        guard.lock();
        try {
            align();
            todo = takeEffects();
        } finally {
            guard.unlock();
        }
        runAll(todo);
    }

    /**
     * Its place was taken away by force. The lease that it serves is lost, and each that has a token of it; waiters that it
     * would serve join anew.
     */
    @SuppressWarnings("ReferenceEquality") // the turn itself
    void turnRevoked(Turn turn) {
        List<Runnable> todo;
        guard.lock();
        try {
            Turn next;
            for (Turn other = Link.first(serving); other != null; other = next) {
                next = Link.after(other, serving);
                if (other == turn || other.source == turn) {
                    stop(other);
                }
            }
            if (turn.isWaiting()) {
                turns = Link.remove(turns, turn);
                leave(turn);
            }
            align();
            todo = takeEffects();
        } finally {
            guard.unlock();
        }
        runAll(todo);
    }

    /**
     * Ends a lease.
     *
     * @return completes when whoever is told afterwards can acquire; null if that is so already
     */
    @Nullable CompletableFuture<Void> release(Lease lease) {
        CompletableFuture<Void> left = null;
        List<Runnable> todo;
        box.beginWaits();
        guard.lock();
        try {
            Turn turn = lease.movedTo == null ? lease.turn : lease.movedTo;
            boolean mine = turn.lease == lease;
            boolean rests = mine && rests(turn);
            if (!rests) {
                lease.state(); // a loss that nobody has seen yet is a loss, not a release
            }
            lease.end(LeaseState.RELEASED);
            if (!mine) {
                return null; // lost before, or closed
            }
            turn.lease = null;
            turn.resting = rests;
            if (!rests) {
                left = pass(turn);
            }
            todo = takeEffects();
        } finally {
            guard.unlock();
        }
        lease.ring();
        runAll(todo);
        return left == null || left.isDone() ? null : left;
    }

    /** Has a turn serve the next waiter, or leave. */
    @GuardedBy("guard") private @Nullable CompletableFuture<Void> pass(Turn turn) {
        Waiter next = Link.first(waiting);
        boolean passes = next != null && next.permits == turn.permits && !isSpent(turn) && !box.isClosed();
        serving = Link.remove(serving, turn);
        if (passes) {
            turns = Link.prepend(turns, turn);
            align();
            return null;
        }
        Turn leaver = substitute(turn);
        align(); // sends a new turn, if there are waiters, ahead of the end of this one
        return leave(leaver);
    }

    /**
     * Who leaves in place of a turn: another one that serves by a token of it, if there is one. Its lease is this one's from
     * now on, so that whoever is named by a token has the place that the token names.
     */
    @GuardedBy("guard") @SuppressWarnings("ReferenceEquality") // the turn itself
    private Turn substitute(Turn turn) {
        if (turn.lends) {
            for (Turn other = Link.first(serving); other != null; other = Link.after(other, serving)) {
                Lease lease = other.lease;
                if (lease != null && other.source == turn) {
                    serving = Link.append(Link.remove(serving, other), turn);
                    other.lease = null;
                    turn.lease = lease;
                    turn.source = null;
                    lease.movedTo = turn;
                    return other;
                }
            }
        }
        return turn;
    }

    /** Whether a turn without a lease stays where it is, for whoever comes next. */
    @GuardedBy("guard") @SuppressWarnings("ReferenceEquality") // the turn itself
    private boolean rests(Turn turn) {
        return waiting == null
                && turns == null
                && serving == turn
                && !isSpent(turn)
                && !box.isClosed()
                && contender(turn).rest();
    }

    /** Has a turn that rests serve a newcomer, or leave. */
    @GuardedBy("guard") private @Nullable Lease resume(Turn turn, int permits, String thread) {
        turn.resting = false;
        Turn source = source(turn);
        if (source != null && turn.permits == permits && contender(turn).resume(thread)) {
            return grantLease(turn, source);
        }
        serving = Link.remove(serving, turn);
        leave(turn);
        return null;
    }

    /** Writes down that somebody has seen the loss of a lease. False if the lease has ended before. */
    boolean lose(Lease lease) {
        guard.lock();
        try {
            return lease.end(LeaseState.LOST);
        } finally {
            guard.unlock();
        }
    }

    /** Whether a turn has served as many leases as it may. */
    @GuardedBy("guard") private boolean isSpent(Turn turn) {
        if (turn.grant == null) {
            return false;
        }
        Turn source = source(turn);
        return source == null
                || turn.served >= box.turnLength
                || source.tokens >= grant(source).tokens();
    }

    /** Whose token the next lease of a granted turn has; null if it may have none. */
    @GuardedBy("guard") private @Nullable Turn source(Turn turn) {
        if (resource.kind() == ResourceKind.LOCK) {
            return turn;
        }
        Turn youngest = youngestOfAll(turn);
        return youngest == null && turn.served == 0 ? turn : youngest;
    }

    /** Of our granted turns the youngest, if they hold all permits, as many each as the given one. */
    @GuardedBy("guard") private @Nullable Turn youngestOfAll(Turn turn) {
        int all = contender(turn).outOf();
        int left = all / turn.permits; // how many there are, if they are all
        if (left == 0 || left > MAX_TOGETHER || left * turn.permits != all) {
            return null;
        }
        Turn youngest = turn;
        for (Turn other = Link.first(serving); other != null; other = Link.after(other, serving)) {
            left--;
            if (left < 0 || !isLike(other, turn, all)) {
                return null;
            }
            youngest = younger(other, youngest);
        }
        for (Turn other = Link.first(turns); other != null; other = Link.after(other, turns)) {
            if (other.grant != null) {
                left--;
                if (left < 0 || !isLike(other, turn, all)) {
                    return null;
                }
                youngest = younger(other, youngest);
            }
        }
        return left == 0 ? youngest : null;
    }

    /** Whether a granted turn wants as much as another, of as much, in the same session. */
    @SuppressWarnings("ReferenceEquality") // one session, one tenure
    private static boolean isLike(Turn one, Turn other, int all) {
        return one.permits == other.permits
                && contender(one).outOf() == all
                && grant(one).tenure() == grant(other).tenure();
    }

    private static Turn younger(Turn one, Turn other) {
        return grant(one).firstToken() > grant(other).firstToken() ? one : other;
    }

    /** Whether a turn, once it is granted, serves one waiter after the other by itself. */
    private boolean isSole(Turn turn) {
        return resource.kind() == ResourceKind.LOCK || contender(turn).outOf() == turn.permits;
    }

    private static Contender contender(Turn turn) {
        return Objects.requireNonNull(turn.contender, "contender");
    }

    private static Grant grant(Turn turn) {
        return Objects.requireNonNull(turn.grant, "grant");
    }

    /** Something about the tenures may have changed: looks at every lease, drops what is lost, serves what is certain. */
    void reconsider() {
        List<Runnable> todo;
        guard.lock();
        try {
            Turn next;
            for (Turn turn = Link.first(serving); turn != null; turn = next) {
                next = Link.after(turn, serving);
                Lease lease = turn.lease;
                if (turn.resting || (lease != null && lease.reconsider(effects()) == LeaseState.LOST)) {
                    stop(turn);
                }
            }
            align();
            todo = takeEffects();
        } finally {
            guard.unlock();
        }
        runAll(todo);
    }

    /** Ends what a turn serves, if it does, as a loss. */
    @GuardedBy("guard") private void stop(Turn turn) {
        if (turn.lease != null) {
            turn.lease.markLost(effects());
            turn.lease = null;
        }
        turn.resting = false;
        serving = Link.remove(serving, turn);
        leave(turn);
    }

    /** Whether there are leases, or grants to be served, in this tenure; and so something to watch the clock for. */
    void collectTenures(java.util.Set<Tenure> into) {
        guard.lock();
        try {
            for (Turn turn = Link.first(serving); turn != null; turn = Link.after(turn, serving)) {
                if (turn.grant != null) {
                    into.add(turn.grant.tenure());
                }
            }
        } finally {
            guard.unlock();
        }
    }

    /** Ends every wait and every lease. The box is closed already, so nothing new begins. */
    List<CompletableFuture<Void>> close() {
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        List<Runnable> todo;
        guard.lock();
        try {
            for (Waiter waiter = Link.first(waiting); waiter != null; waiter = Link.first(waiting)) {
                waiting = Link.remove(waiting, waiter);
                waiter.finish(null, closedException());
                tell(waiter);
            }
            for (Turn turn = Link.first(serving); turn != null; turn = Link.first(serving)) {
                serving = Link.remove(serving, turn);
                if (turn.lease != null) {
                    turn.lease.markReleased(effects());
                    turn.lease = null;
                }
                turn.resting = false;
                ends.add(leave(turn));
            }
            for (Turn turn = Link.first(turns); turn != null; turn = Link.first(turns)) {
                turns = Link.remove(turns, turn);
                ends.add(leave(turn));
            }
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
        if (box.isClosed() || (waiting == null && turns == null)) {
            return;
        }
        Waiter next = Link.first(waiting);
        int waitingTurns = 0;
        Turn before = serving;
        Turn following;
        for (Turn turn = Link.first(turns); turn != null; turn = following) {
            following = Link.after(turn, turns);
            while (next != null && isRefusal(turn, next)) {
                next = refuse(next);
            }
            if (next == null
                    || turn.permits != next.permits
                    || isDead(turn)
                    || isSpent(turn)
                    || isOlder(turn, next)
                    || isTooMany(turn, before)) {
                turns = Link.remove(turns, turn);
                leave(substitute(turn));
                continue;
            }
            before = turn;
            turn.matched = next;
            if (turn.grant != null && BoxRuntime.isCertain(turn.grant.tenure())) {
                turns = Link.remove(turns, turn);
                next = serve(turn, next);
            } else {
                waitingTurns++;
                next = Link.after(next, waiting);
            }
        }
        joinFor(next, waitingTurns);
    }

    /** Takes a waiter out of the line, and answers who stood behind it. */
    @GuardedBy("guard") private @Nullable Waiter takeOut(Waiter waiter) {
        Waiter behind = Link.after(waiter, waiting);
        waiting = Link.remove(waiting, waiter);
        return behind;
    }

    /**
     * Takes a waiter out of the line, and answers who stood behind it. It is told behind the end of its turn, or the next
     * try of the same caller would stand behind that.
     */
    @GuardedBy("guard") private @Nullable Waiter refuse(Waiter waiter) {
        Waiter behind = takeOut(waiter);
        effects().add(() -> {
            waiter.finish(null, null);
            waiter.tell(box);
        });
        return behind;
    }

    /** A placed turn that was not granted is the answer for a waiter that wants one at once. */
    private static boolean isRefusal(Turn turn, Waiter waiter) {
        return waiter.immediate && turn.placed && turn.grant == null;
    }

    /** Sent before a waiter came, which it so must not serve, unless nobody is granted beside it. */
    @GuardedBy("guard") private boolean isOlder(Turn turn, Waiter waiter) {
        return waiter.number - turn.sentAfter > 0
                && !isSole(turn)
                && (turn.grant == null || youngestOfAll(turn) == null);
    }

    /** Sent when its waiter needed it, which the turns before it serve by now. */
    @GuardedBy("guard") private boolean isTooMany(Turn turn, @Nullable Turn before) {
        return turn.grant == null && before != null && servesBehind(before, turn.permits, 0);
    }

    /** Granted in a session that is over: it will never serve. */
    private static boolean isDead(Turn turn) {
        return turn.grant != null && turn.grant.tenure().isEnded();
    }

    /**
     * Sends turns for waiters that have none. What turns that serve on will give to the next waiter needs no other turn; what
     * another holds is given back to the line, and places there are kept for the waiters meanwhile.
     */
    @GuardedBy("guard") private void joinFor(@Nullable Waiter first, int waitingTurns) {
        Waiter next = first;
        int places = waitingTurns;
        while (next != null && mayJoin(next.permits, places)) {
            Turn turn = join(next.permits, next.thread);
            if (turn.grant != null && BoxRuntime.isCertain(turn.grant.tenure())) {
                next = serve(turn, next);
            } else {
                turn.matched = next;
                turns = Link.append(turns, turn);
                places++;
                next = Link.after(next, waiting);
            }
        }
    }

    /** Whether a waiter that stands behind all turns may have one of its own. */
    @GuardedBy("guard") private boolean mayJoin(int permits, int waitingTurns) {
        Turn last = turns == null ? serving : turns;
        return waitingTurns < MAX_WAITING_TURNS && (last == null || !servesBehind(last, permits, permits));
    }

    /**
     * Whether a turn, and those before it, are expected to serve a waiter behind them.
     *
     * @param more how many permits there would be besides those of our turns
     */
    @GuardedBy("guard") private boolean servesBehind(Turn turn, int permits, int more) {
        return turn.permits == permits
                && (isSole(turn)
                        || (together && isMoreThanAll(more, contender(turn).outOf())));
    }

    @GuardedBy("guard") private boolean isMoreThanAll(int more, int all) {
        long sum = more;
        for (Turn turn = Link.first(serving); turn != null && sum <= all; turn = Link.after(turn, serving)) {
            sum += turn.permits;
        }
        for (Turn turn = Link.first(turns); turn != null && sum <= all; turn = Link.after(turn, turns)) {
            sum += turn.permits;
        }
        return all > 0 && sum > all;
    }

    @GuardedBy("guard") private Turn join(int permits, String thread) {
        Turn turn = new Turn(this, permits);
        turn.sentAfter = come;
        Contender contender = queue.join(permits, thread, turn);
        turn.contender = contender;
        if (contender instanceof PermitQueue.Granted at) {
            leaseWatch.listen(at.grant().tenure());
            turn.hold(at.grant());
            leaseWatch.watchClock(at.grant().tenure());
        }
        return turn;
    }

    /** Serves a waiter, and answers who stood behind it. */
    @GuardedBy("guard") private @Nullable Waiter serve(Turn turn, Waiter waiter) {
        Waiter behind = takeOut(waiter);
        waiter.finish(serve(turn), null);
        tell(waiter);
        return behind;
    }

    @GuardedBy("guard") private Lease serve(Turn turn) {
        turn.matched = null;
        serving = Link.append(serving, turn);
        together |= resource.kind() == ResourceKind.SEMAPHORE && youngestOfAll(turn) != null;
        return grantLease(turn, Objects.requireNonNull(source(turn), "source"));
    }

    @GuardedBy("guard") @SuppressWarnings("ReferenceEquality") // the turn itself
    private Lease grantLease(Turn turn, Turn source) {
        Lease lease = new Lease(turn, grant(source), source.tokens);
        source.tokens++;
        turn.served++;
        turn.lease = lease;
        if (source != turn) {
            source.lends = true;
            turn.source = source;
        } else if (turn.source != null) {
            turn.source = null;
        }
        return lease;
    }

    /** Gives up its place in the store's line. */
    @GuardedBy("guard") private CompletableFuture<Void> leave(Turn turn) {
        return contender(turn).leave().toCompletableFuture();
    }

    @GuardedBy("guard") private void tell(Waiter waiter) {
        effects().add(() -> waiter.tell(box));
    }

    /** What must not be done under the guard, to be run in order after it is released. */
    @GuardedBy("guard") private List<Runnable> effects() {
        List<Runnable> some = effects;
        if (some == null) {
            some = new ArrayList<>(2);
            effects = some;
        }
        return some;
    }

    @GuardedBy("guard") private List<Runnable> takeEffects() {
        List<Runnable> todo = effects;
        effects = null;
        return todo == null ? List.of() : todo;
    }

    private static void runAll(List<Runnable> todo) {
        for (Runnable effect : todo) {
            effect.run();
        }
    }
}
