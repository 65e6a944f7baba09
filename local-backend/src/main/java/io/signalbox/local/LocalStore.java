package io.signalbox.local;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.Resource;
import io.signalbox.ResourceView;
import io.signalbox.SignalboxException;
import io.signalbox.StoreUnavailableException;
import io.signalbox.local.LocalContender.Told;
import io.signalbox.local.Place.Standing;
import io.signalbox.spi.Clock;
import io.signalbox.spi.ContenderListener;
import io.signalbox.spi.Participant;
import io.signalbox.spi.PermitQueue;
import io.signalbox.spi.Store;
import io.signalbox.spi.Tenure;
import io.signalbox.spi.VersionedFlag;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One participant of a {@link Namespace}: its connection, which can be cut, and its session, which can end. */
final class LocalStore implements Store {
    /*
     * The connection is up or cut. While it is up, a request is carried out and answered within the call. While it is cut
     * (suspended), nothing goes in either direction: what must not get lost is kept in `outbox` (contenders that are to
     * join, and contenders that are to leave), in `untold` (contenders whose listener should have been told what came of
     * them) and in `kept` (what else should have been told).
     * Requests that need an answer now fail as unavailable. restore() sends the one and tells the other.
     *
     * The session is a tenure; there is none while the connection is cut and the last session is over. Others go on
     * granting to its contenders while it is cut, as a real store would; the listeners hear of it at restore(), or never.
     *
     * How a session ends (C1): first the tenure ends, so that no lease is held any more, and only then the contenders are
     * taken out of their lines, so that others are granted. The tenure calls out, so the guard is not held in between;
     * a new session is put in place before, so that whoever joins in between joins in that one.
     *
     * Silence: the clock runs while the connection is cut. After half of the session timeout by that clock the tenure
     * is over by itself, after all of it the session ends. look() does what is due by the clock; it is called after
     * each turn of it by hand, and by alarms when real time has come so far.
     */
    final Namespace namespace;
    final Participant self;
    final Duration sessionTimeout;
    private final long timeoutNanos;
    private final SilenceClock clock;
    private final Events events;

    /** By which it is said since when a place stands that does not have to wait. */
    final CoarseClock coarse;

    @GuardedBy("namespace.guard") private @Nullable Tenure session;

    @GuardedBy("namespace.guard") private boolean closed;

    @GuardedBy("namespace.guard") private boolean losesNextReply;

    @GuardedBy("namespace.guard") private final Set<LocalContender> outbox = new LinkedHashSet<>(1);

    @GuardedBy("namespace.guard") private final Set<LocalContender> untold = new LinkedHashSet<>(1);

    /** What should have been told besides, while nothing could be. */
    @GuardedBy("namespace.guard") private final List<Runnable> kept = new ArrayList<>(0);

    private volatile boolean cut; // written under the guard; read without by those who only want to look

    LocalStore(Namespace namespace, Participant self, Duration sessionTimeout, SilenceClock clock, Events events) {
        this.namespace = namespace;
        this.self = self;
        this.sessionTimeout = sessionTimeout;
        this.timeoutNanos = sessionTimeout.toNanos();
        this.clock = clock;
        this.events = events;
        this.coarse = new CoarseClock(namespace.guard, events);
        this.session = newSession();
    }

    private Tenure newSession() {
        return new Tenure(clock, sessionTimeout, clock.now());
    }

    // ------------------------------------------------------------------ the store

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public PermitQueue queue(Resource resource) {
        return new LocalQueue(resource, this);
    }

    @Override
    public VersionedFlag flag(Resource resource) {
        return new LocalFlag(resource, this);
    }

    @Override
    public boolean isReachable() {
        return !cut;
    }

    @Override
    public CompletionStage<List<ResourceView>> list(String prefix) {
        return request("list \"" + prefix + "\"", () -> namespace.list(resource -> covers(prefix, resource.name())));
    }

    private static boolean covers(String prefix, String name) {
        return prefix.isEmpty() || name.equals(prefix) || name.startsWith(prefix + "/");
    }

    @Override
    public void close() {
        Tenure last;
        namespace.guard.lock();
        try {
            closed = true;
            cut = true;
            last = session;
        } finally {
            namespace.guard.unlock();
        }
        if (last != null) {
            end(last);
        }
        namespace.guard.lock();
        try {
            outbox.clear();
            untold.clear();
            kept.clear();
            namespace.unwatchAll(this);
        } finally {
            namespace.guard.unlock();
        }
        events.close();
        Namespace.close(this);
    }

    // ------------------------------------------------------------------ requests and answers

    /** Carries out a request that needs its answer now, as one step, and loses the answer if it is to be lost. */
    <T> CompletionStage<T> request(String what, Supplier<T> effect) {
        T answer;
        boolean lost;
        namespace.guard.lock();
        try {
            if (cut) {
                return unavailable(what);
            }
            answer = effect.get();
            lost = losesReply();
        } finally {
            namespace.guard.unlock();
        }
        return lost ? unavailable(what) : CompletableFuture.completedStage(answer);
    }

    private <T> CompletionStage<T> unavailable(String what) {
        return CompletableFuture.failedStage(new StoreUnavailableException(
                "cannot " + what + ": " + this + " does not reach the store; restore it through LocalControl"));
    }

    /** The present session, for a request that has reached the store. */
    @GuardedBy("namespace.guard") Tenure session() {
        return Objects.requireNonNull(session, "session");
    }

    /** Whether a place may rest: its session is the present one, and the next request takes its usual course. */
    @GuardedBy("namespace.guard") boolean letsRest(LocalContender contender) {
        return !cut && !losesNextReply && contender.session == session;
    }

    /** Whether the reply to the request that is being carried out is lost, and with it the connection. */
    @GuardedBy("namespace.guard") boolean losesReply() {
        if (!losesNextReply) {
            return false;
        }
        losesNextReply = false;
        cutOff();
        events.post(this::look); // it has the tenure call out
        return true;
    }

    @GuardedBy("namespace.guard")
    void sendLater(LocalContender contender) {
        if (!closed) {
            outbox.add(contender);
        }
    }

    /** A contender that was never sent is not sent any more. */
    @GuardedBy("namespace.guard")
    void forget(LocalContender contender) {
        outbox.remove(contender);
    }

    @GuardedBy("namespace.guard") CompletionStage<Void> leaveLater(LocalContender contender) {
        CompletableFuture<Void> leaving = new CompletableFuture<>();
        contender.leaving = leaving;
        outbox.add(contender);
        return leaving.minimalCompletionStage();
    }

    /** Tells the listener of a contender what it does not yet know, as soon as it can be told. */
    void tell(LocalContender contender) {
        namespace.guard.lock();
        try {
            if (contender.asked || contender.told == Told.OUTCOME) {
                return;
            }
            if (cut) {
                untold.add(contender);
            } else {
                tellNow(contender);
            }
        } finally {
            namespace.guard.unlock();
        }
    }

    private void tellNow(LocalContender contender) {
        ContenderListener listener = contender.listener;
        SignalboxException failure = contender.failure;
        if (failure != null) {
            contender.told = Told.OUTCOME;
            post(contender, () -> listener.failed(failure));
        } else if (contender.standing == Standing.HOLDING) {
            contender.told = Told.OUTCOME;
            post(contender, () -> listener.granted(contender.granted()));
        } else if (contender.standing == Standing.WAITING && contender.told == Told.NOTHING) {
            contender.told = Told.WAITING;
            post(contender, listener::waiting);
        }
    }

    /** Tells something else of a contender; if its participant is cut off, when that is restored. */
    void tell(LocalContender contender, Runnable news) {
        namespace.guard.lock();
        try {
            if (cut) {
                kept.add(unlessAsked(contender, news));
            } else {
                post(contender, news);
            }
        } finally {
            namespace.guard.unlock();
        }
    }

    private void post(LocalContender contender, Runnable news) {
        events.post(unlessAsked(contender, news));
    }

    private Runnable unlessAsked(LocalContender contender, Runnable news) {
        return () -> {
            if (!isAsked(contender)) {
                news.run();
            }
        };
    }

    private boolean isAsked(LocalContender contender) {
        namespace.guard.lock();
        try {
            return contender.asked;
        } finally {
            namespace.guard.unlock();
        }
    }

    void post(Runnable news) {
        events.post(news);
    }

    // ------------------------------------------------------------------ faults

    /** Cuts the connection. */
    void suspend() {
        namespace.guard.lock();
        try {
            ensureOpen();
            if (cut) {
                return;
            }
            cutOff();
        } finally {
            namespace.guard.unlock();
        }
        look();
    }

    @GuardedBy("namespace.guard") private void cutOff() {
        clock.silenceBegins();
        cut = true;
        namespace.endRests();
        setAlarms();
    }

    /** Mends the connection, in a new session if the last one is over. */
    void restore() {
        look(); // what is due by the clock comes first
        List<CompletableFuture<Void>> left = new ArrayList<>();
        Tenure present;
        Clock.Moment now;
        namespace.guard.lock();
        try {
            ensureOpen();
            if (!cut) {
                return;
            }
            clock.silenceEnds();
            cut = false;
            now = clock.now();
            present = session != null ? session : newSession();
            session = present;
            flush(left);
            namespace.lookAgain(this);
        } finally {
            namespace.guard.unlock();
        }
        present.acknowledged(now);
        left.forEach(stage -> stage.complete(null));
    }

    /** Sends what was to be sent, in the order of the calls, and tells what was to be told. */
    @GuardedBy("namespace.guard") private void flush(List<CompletableFuture<Void>> left) {
        for (LocalContender contender : outbox) {
            if (contender.leaving == null) {
                contender.queue.arrive(contender);
            } else {
                contender.queue.depart(contender);
                left.add(contender.leaving);
            }
        }
        outbox.clear();
        List<LocalContender> told = List.copyOf(untold);
        untold.clear();
        told.forEach(this::tell);
        kept.forEach(events::post);
        kept.clear();
    }

    /** Ends the session. */
    void expire() {
        Tenure present;
        namespace.guard.lock();
        try {
            ensureOpen();
            present = session;
        } finally {
            namespace.guard.unlock();
        }
        if (present != null) {
            end(present);
        }
    }

    private void end(Tenure ending) {
        namespace.guard.lock();
        try {
            if (session != ending) {
                return;
            }
            session = cut ? null : newSession();
            namespace.endRests();
        } finally {
            namespace.guard.unlock();
        }
        ending.end();
        List<CompletableFuture<Void>> left = new ArrayList<>();
        namespace.guard.lock();
        try {
            for (LocalContender contender : namespace.expel(ending)) {
                if (contender.told != Told.OUTCOME) {
                    contender.failure = new StoreUnavailableException("cannot stay in line for "
                            + contender.queue.resource + ": the session of " + this + " is over; join again");
                    tell(contender);
                }
            }
            outbox.removeIf(contender -> {
                boolean gone = contender.session == ending;
                if (gone && contender.leaving != null) {
                    left.add(contender.leaving);
                }
                return gone;
            });
        } finally {
            namespace.guard.unlock();
        }
        left.forEach(stage -> stage.complete(null));
    }

    /** Lets time pass for this participant, which matters while it is suspended. */
    void advanceClock(long nanos) {
        namespace.guard.lock();
        try {
            ensureOpen();
            clock.advance(nanos);
            if (cut) {
                setAlarms();
            }
        } finally {
            namespace.guard.unlock();
        }
        look();
    }

    /** The reply to the next request is lost, and the connection with it. */
    void loseNextReply() {
        namespace.guard.lock();
        try {
            ensureOpen();
            losesNextReply = true;
            namespace.endRests();
        } finally {
            namespace.guard.unlock();
        }
    }

    @GuardedBy("namespace.guard") private void setAlarms() {
        if (session != null) {
            events.postAfter(session.certainForNanos(), this::look);
            events.postAfter(Math.max(0, timeoutNanos - clock.silenceNanos()), this::look);
        }
    }

    /** Does what is due by the clock, and has the leases looked at. */
    private void look() {
        Tenure present;
        namespace.guard.lock();
        try {
            present = cut && !closed ? session : null;
        } finally {
            namespace.guard.unlock();
        }
        if (present == null) {
            return;
        }
        present.suspect();
        if (clock.silenceNanos() >= timeoutNanos) {
            end(present);
        }
    }

    @GuardedBy("namespace.guard") private void ensureOpen() {
        if (closed) {
            throw new IllegalStateException(this + " is closed; take one that is open");
        }
    }

    @Override
    public String toString() {
        return "participant \"" + self.label() + "\" of local:" + namespace.name;
    }
}
