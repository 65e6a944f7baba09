package io.signalbox.spi;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How long it is certain that one session with the store lives, and with it everything granted in that session.
 *
 * <p>A backend makes one tenure a session, calls {@link #acknowledged} for every write of that session that the store
 * has confirmed, {@link #suspect} when the connection is lost, and {@link #end} when the session is over. All state of
 * leases is derived from that. Safe for use by many threads.
 */
public final class Tenure {
    /*
     * The deadline (contract C5). Let T be the session timeout, s the monotonic time before a write was sent that was
     * acknowledged in this session, and W = T/2 the window. Until s + W nobody else can have been granted:
     *
     *  - The acknowledgement proves that the session lived, and that the leader had a quorum, at some time >= s.
     *  - A leader hears of a session only from what its follower tells, each half a tick, and a write that passes by is no
     *    news to it. So if that leader stays, what it knows may be as old as the message of the client before the write,
     *    and half a tick, and the time on both ways. While something is held that message is T/6 older at most; if nothing
     *    was, and this is the first write for a while, it was a ping of ZooKeeper's client, T/3 older. So the session is
     *    not expired before s + T - T/3 - tick/2 - ways. With T of at least 4 ticks that is later than s + W by T/24, and
     *    by more the longer T is, for the ways and for what the rate of this clock drifts against the servers'.
     *  - If another leader comes, it comes after s, and gives every session a full T anew.
     *
     * That a follower may hear its leader late is not in this reckoning. A backend whose servers may do so gives as s what
     * is proven in spite of it: the ZooKeeper backend's Proof does, and the fault-tests' model Tenure has it all.
     *
     * Neither pings nor connection events prove as much: a follower that is cut from its leader goes on answering pings.
     *
     * Three phases follow from one number, with no flag to keep in step: certain until s + T/3, in doubt until s + W,
     * past it over. Heartbeats come every T/6, so one must have been missed before doubt. A lost connection is a doubt
     * at once, which only a write sent after it can lift.
     *
     * The monotonic clock stops while a virtual machine is suspended, so the wall clock is watched too: if that says
     * that more than W has gone by since s, there is no certainty. That is a doubt and not an end, because a step of the
     * wall clock looks just the same, and the next acknowledged write of the same session tells which it was.
     *
     * One lock guards the writers. Readers take none: they read one volatile reference to an immutable Word.
     */

    /** What is known from the store, in one piece, and flat: it is read on the way of every grant. */
    private record Word(long sentNanos, long sentWallMillis, boolean suspected, boolean ended) {

        Word(Clock.Moment sent) {
            this(sent.nanos(), sent.wallMillis(), false, false);
        }

        Word withSent(Clock.Moment sent) {
            return new Word(sent.nanos(), sent.wallMillis(), suspected, ended);
        }

        Word withSuspected(boolean nowSuspected) {
            return new Word(sentNanos, sentWallMillis, nowSuspected, ended);
        }

        Word withEnded() {
            return new Word(sentNanos, sentWallMillis, suspected, true);
        }
    }

    private final Clock clock;
    private final long windowNanos;
    private final long windowMillis;
    private final long certainNanos;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock guard = new ReentrantLock();

    @GuardedBy("guard") private long suspectedAtNanos;

    private volatile Word word; // written under guard

    /**
     * A tenure that begins with a session that was confirmed by the store.
     *
     * @param clock by which it is measured
     * @param sessionTimeout the timeout negotiated with the store; half of it is the window of certainty. A timeout of
     *     {@link Long#MAX_VALUE} nanoseconds or more means that the session cannot be lost in silence
     * @param sent when the first acknowledged write was sent
     */
    public Tenure(Clock clock, Duration sessionTimeout, Clock.Moment sent) {
        this.clock = Objects.requireNonNull(clock, "clock");
        boolean forever = sessionTimeout.compareTo(Duration.ofNanos(Long.MAX_VALUE)) >= 0;
        this.windowNanos = forever ? Long.MAX_VALUE : sessionTimeout.toNanos() / 2;
        this.windowMillis = windowNanos / 1_000_000;
        this.certainNanos = forever ? Long.MAX_VALUE : sessionTimeout.toNanos() / 3;
        this.word = new Word(sent);
    }

    /**
     * A write of this session was confirmed by a quorum. Older news than what is known changes nothing.
     *
     * @param sent {@linkplain Clock#now() the moment} just before the write was sent, taken then; or one before it, if the
     *     store may have known less of the session than that write says
     */
    public void acknowledged(Clock.Moment sent) {
        boolean lifted;
        guard.lock();
        try {
            Word old = word;
            boolean suspected = old.suspected && sent.nanos() - suspectedAtNanos < 0;
            boolean newer = sent.nanos() - old.sentNanos > 0;
            if (old.ended || (!newer && suspected == old.suspected)) {
                return;
            }
            lifted = phase(old) != Phase.CERTAIN;
            word = (newer ? old.withSent(sent) : old).withSuspected(suspected);
        } finally {
            guard.unlock();
        }
        if (lifted) {
            tell();
        }
    }

    /** The connection is lost, or there is another reason to doubt. Only a write sent from now on lifts the doubt. */
    public void suspect() {
        guard.lock();
        try {
            if (word.ended) {
                return;
            }
            suspectedAtNanos = clock.nanoTime();
            word = word.withSuspected(true);
        } finally {
            guard.unlock();
        }
        tell();
    }

    /** The session is over, for good. */
    public void end() {
        guard.lock();
        try {
            if (word.ended) {
                return;
            }
            word = word.withEnded();
        } finally {
            guard.unlock();
        }
        tell();
    }

    /**
     * Whether the session is over for good. Past its deadline alone a tenure is not: if the session was alive all the
     * time, the next acknowledged write says so.
     *
     * @return true after {@link #end()}
     */
    public boolean isEnded() {
        return word.ended;
    }

    /** How certain it is that the session lives. */
    public enum Phase {
        /** Certain, and lately confirmed. */
        CERTAIN,
        /** It may still be certain that nobody else holds, but the store was not heard of as it should. */
        DOUBTFUL,
        /** The deadline has passed, or the session is over. */
        OVER
    }

    /**
     * The phase now.
     *
     * @return the phase
     */
    public Phase phase() {
        return phase(word);
    }

    /** Reads no clock that it does not need: this is on the way of every grant. */
    private Phase phase(Word w) {
        if (w.ended) {
            return Phase.OVER;
        }
        if (windowNanos == Long.MAX_VALUE) {
            return w.suspected ? Phase.DOUBTFUL : Phase.CERTAIN;
        }
        long age = clock.nanoTime() - w.sentNanos;
        if (age >= windowNanos) {
            return Phase.OVER;
        }
        return w.suspected || age >= certainNanos || outlastedByWallClock(w) ? Phase.DOUBTFUL : Phase.CERTAIN;
    }

    private boolean outlastedByWallClock(Word w) {
        return clock.wallMillis() - w.sentWallMillis > windowMillis;
    }

    /**
     * How long, without another word from the store, it is certain that nobody else was granted what this session holds.
     *
     * @return nanoseconds, 0 if it is not certain now, {@link Long#MAX_VALUE} for ever
     */
    public long certainForNanos() {
        Word w = word;
        if (w.ended) {
            return 0;
        }
        if (windowNanos == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        return outlastedByWallClock(w) ? 0 : Math.max(0, windowNanos - (clock.nanoTime() - w.sentNanos));
    }

    /**
     * How long until the {@linkplain #phase() phase} changes next if nothing is heard.
     *
     * @return nanoseconds, 0 if the deadline has passed, {@link Long#MAX_VALUE} for never
     */
    public long nextPhaseInNanos() {
        Word w = word;
        if (w.ended || windowNanos == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        long age = clock.nanoTime() - w.sentNanos;
        return Math.max(0, (age < certainNanos ? certainNanos : windowNanos) - age);
    }

    /**
     * Tells when something that was heard, or the loss of the connection, may have changed the phase. What time alone
     * changes is not told.
     *
     * @param listener called on the thread that brought the news; short, and never blocks
     */
    public void onNews(Runnable listener) {
        listeners.add(listener);
    }

    private void tell() {
        listeners.forEach(Runnable::run);
    }
}
