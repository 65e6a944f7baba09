package io.signalbox.zookeeper;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.spi.Clock;
import io.signalbox.spi.Tenure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * One session with ZooKeeper, on one handle: its requests, its heartbeat and its tenure. It knows no recipe.
 *
 * <p>Requests are sent in the order of the calls, by an {@link Outbox}, and answered in that order, on ZooKeeper's event
 * thread, between the watch events, just as the server ordered them. The recipes lean on that. Nothing here retries:
 * Curator's background operations would, in another session too, where a contender is worth nothing.
 */
final class Session {
    /*
     * Tenure. Every write that is acknowledged with OK confirms the tenure, as far as it proves something; see Proof, which
     * tells too when the next is of use. While anything is held or waited for, that is a heartbeat, T/6 after the last
     * answer; other writes put it off. None is sent while an answer is outstanding, behind which it would only stand. But
     * if the last one was a refusal, which proves nothing, what is outstanding may be refused as well; then one is sent in
     * spite of it. It goes ahead of what the Outbox holds back.
     *
     * The heartbeat is written to a node of its own. A contender would serve as well, but whoever watches that would be
     * woken each time.
     *
     * Recall. Whoever takes a place of ours away by force (see Evictor) then deletes that node. So it is watched for its
     * end, once a session and not before the first heartbeat could be due: a session that holds for a moment pays nothing.
     * It is watched by a list of its children, of which an ephemeral node has none, so that heartbeats do not wake us.
     * When the watch is set, and when it tells, the queues look which of their places are still there: whoever was put
     * out before the one is found by the look, and whoever is later, by the other.
     *
     * Barrier. A read is answered by whichever server we are connected with, which may lag; `sync` may be answered
     * by a leader that is no longer one. A write of our own goes through a quorum, and the read behind it on the same
     * connection sees at least everything before that write. So a linearizable read here is a heartbeat and a read, sent
     * back to back.
     *
     * A create whose reply was lost has happened or will never happen once a later write on a new connection of the same
     * session is answered: requests from the old connection that reach the leader after the move are refused.
     */

    /** An answer without content. */
    @FunctionalInterface
    interface Answer {
        void on(Code code);
    }

    /**
     * An answer with the state of a node, null unless the code is OK. It is also told of a node that was made where others
     * may change it, and which the one who asked for it has to delete.
     */
    @FunctionalInterface
    interface Created {
        void on(Code code, @Nullable String path, @Nullable Stat stat);
    }

    /** An answer with names of children, empty unless the code is OK. */
    @FunctionalInterface
    interface Listed {
        void on(Code code, List<String> children);
    }

    /** An answer that says of each of several nodes whether it is there; empty unless the code is OK. */
    @FunctionalInterface
    interface Looked {
        void on(Code code, List<Boolean> there);
    }

    /** An answer with data, null unless the code is OK. */
    @FunctionalInterface
    interface Got {
        void on(Code code, byte @Nullable [] data, @Nullable Stat stat);
    }

    private final Clock clock;
    private final List<ACL> acl;
    private final @Nullable AccessCheck access;
    private final Layout layout;
    private final byte[] description;
    private final Clock.Moment begun;
    private final Consumer<WatchedEvent> events;

    /** Complete from the moment the handle is made. */
    private final CompletableFuture<ZooKeeper> handle = new CompletableFuture<>();

    private volatile @Nullable Tenure tenure; // made with the first connection
    private volatile boolean connected;

    private final Outbox outbox = new Outbox();
    private final ReentrantLock guard = new ReentrantLock();

    @GuardedBy("guard") private @Nullable Proof proof; // made with the tenure

    /** Writes that were sent, and not answered yet. */
    @GuardedBy("guard") private int unanswered;

    /** A heartbeat is on its way. */
    @GuardedBy("guard") private boolean beating;

    @GuardedBy("guard") private boolean heartbeatNodeMade;

    /** The node is watched, or being watched, for its end. */
    @GuardedBy("guard") private boolean recallable;

    private final Runnable recall;

    Session(
            Clock clock,
            List<ACL> acl,
            @Nullable AccessCheck access,
            Layout layout,
            byte[] description,
            Consumer<WatchedEvent> events,
            Runnable recall) {
        this.recall = recall;
        this.clock = clock;
        this.acl = acl;
        this.access = access;
        this.layout = layout;
        this.description = description;
        this.begun = clock.now();
        this.events = events;
    }

    /** Makes the handle. */
    @FunctionalInterface
    interface Maker {
        ZooKeeper make(Watcher watcher) throws Exception;
    }

    ZooKeeper begin(Maker maker) throws Exception {
        ZooKeeper made = maker.make(this::process);
        handle.complete(made);
        return made;
    }

    private void process(WatchedEvent event) {
        handle.join(); // its first event may come before its constructor returns
        events.accept(event);
    }

    private ZooKeeper handle() {
        return handle.join();
    }

    // ------------------------------------------------------------------ life

    /**
     * The connection stands.
     *
     * @return true for the first time
     */
    boolean connect() {
        boolean first = tenure == null;
        if (first) {
            // The session was made by a write, after the handle was: so that is a moment before it was sent.
            tenure = new Tenure(clock, timeout(), begun);
            guard.lock();
            try {
                proof = new Proof(timeout(), begun);
            } finally {
                guard.unlock();
            }
        }
        outbox.connected(timeout().toNanos() / 48);
        connected = true;
        return first;
    }

    void disconnect() {
        connected = false;
        guard.lock();
        try {
            if (proof != null) {
                proof.disconnected();
            }
        } finally {
            guard.unlock();
        }
        Tenure ours = tenure;
        if (ours != null) {
            ours.suspect();
        }
        outbox.disconnected();
    }

    void end() {
        connected = false;
        Tenure ours = tenure;
        if (ours != null) {
            ours.end();
        }
        outbox.disconnected();
    }

    /** Whether the server has confirmed its end, or it has ended in another way. Its handle is useless then. */
    boolean isEnded() {
        ZooKeeper made = handle.getNow(null);
        return made != null && !made.getState().isAlive();
    }

    boolean isConnected() {
        return connected;
    }

    long id() {
        return handle().getSessionId();
    }

    Duration timeout() {
        return Duration.ofMillis(handle().getSessionTimeout());
    }

    Tenure tenure() {
        Tenure ours = tenure;
        if (ours == null) {
            throw new IllegalStateException("the session was never connected");
        }
        return ours;
    }

    // ------------------------------------------------------------------ requests

    /** Hands a request to ZooKeeper's client; its answer first ends the trip. */
    @FunctionalInterface
    private interface Sending {
        void by(ZooKeeper handle, Trip trip);
    }

    /** One request, until it is answered. */
    private final class Trip implements Outbox.Request {
        private final Sending sending;
        private final boolean isWrite;
        private final Runnable lost;
        private Clock.Moment sent = begun;

        Trip(Sending sending, boolean isWrite, Runnable lost) {
            this.sending = sending;
            this.isWrite = isWrite;
            this.lost = lost;
        }

        @Override
        public void send() {
            sent = isWrite ? sending() : clock.now();
            sending.by(handle(), this);
        }

        Code ended(int rc) {
            Code code = rc == 0 ? Code.OK : Code.get(rc); // which looks into a map, for each answer
            if (isWrite) {
                answered(code, sent);
            }
            outbox.answered(code == Code.CONNECTIONLOSS, clock.nanoTime() - sent.nanos());
            return code;
        }

        @Override
        public void lose() {
            lost.run();
        }
    }

    private void write(Sending sending, Runnable lost) {
        outbox.send(new Trip(sending, true, lost));
    }

    private void read(Sending sending, Runnable lost) {
        outbox.send(new Trip(sending, false, lost));
    }

    void create(String path, byte[] data, CreateMode mode, Created answer) {
        create(outbox::send, path, data, mode, answer);
    }

    private void create(Consumer<Trip> way, String path, byte[] data, CreateMode mode, Created answer) {
        AccessCheck.Verdict verdict = aheadOfChild(way, path);
        way.accept(new Trip(
                (handle, trip) -> handle.create(
                        path,
                        data,
                        acl,
                        mode,
                        (rc, p, ctx, name, stat) -> {
                            Code code = trip.ended(rc);
                            Code judged = verdict.on(code);
                            boolean kept = judged == code || mode.isSequential();
                            if (code == Code.OK && !kept) {
                                delete(name, deleted -> {}); // it stands where others may take it away
                            }
                            answer.on(judged, name, kept ? stat : null);
                        },
                        null),
                true,
                () -> answer.on(Code.CONNECTIONLOSS, null, null)));
    }

    /** Looks for a contender that a create whose answer was lost has made; tells what that answer would have. */
    void find(String path, Created answer) {
        AccessCheck.Verdict verdict = aheadOfChild(outbox::send, path);
        exists(path, null, (code, p, stat) -> answer.on(verdict.on(code), p, stat));
    }

    /** Sends a look at who may change a node, ahead of a request that depends on it. */
    private AccessCheck.Verdict ahead(Consumer<Trip> way, String path) {
        return access != null && layout.isOurs(path)
                ? access.ahead((node, answer) -> accessOf(way, node, answer), path)
                : AccessCheck.Verdict.FINE;
    }

    /** The same of the node above one that is made. */
    private AccessCheck.Verdict aheadOfChild(Consumer<Trip> way, String path) {
        return access == null
                ? AccessCheck.Verdict.FINE
                : ahead(way, path.substring(0, Math.max(1, path.lastIndexOf('/'))));
    }

    void delete(String path, Answer answer) {
        write(
                (handle, trip) -> handle.delete(path, -1, (rc, p, ctx) -> answer.on(trip.ended(rc)), null),
                () -> answer.on(Code.CONNECTIONLOSS));
    }

    /** Deletes a node so that whoever watches its data hears of a change, and not of an end. */
    void changeAndDelete(String path, Answer answer) {
        together(List.of(Op.setData(path, new byte[0], -1), Op.delete(path, -1)), answer);
    }

    void setData(String path, byte[] data, int version, Created answer) {
        AccessCheck.Verdict verdict = layout.isRecord(path) ? ahead(outbox::send, path) : AccessCheck.Verdict.FINE;
        outbox.send(toSetData(path, data, version, (code, p, stat) -> answer.on(verdict.on(code), p, stat)));
    }

    private Trip toSetData(String path, byte[] data, int version, Created answer) {
        return new Trip(
                (handle, trip) -> handle.setData(
                        path, data, version, (rc, p, ctx, stat) -> answer.on(trip.ended(rc), p, stat), null),
                true,
                () -> answer.on(Code.CONNECTIONLOSS, path, null));
    }

    /** All of it or nothing. */
    void together(List<Op> ops, Answer answer) {
        write(
                (handle, trip) -> handle.multi(ops, (rc, p, ctx, results) -> answer.on(trip.ended(rc)), null),
                () -> answer.on(Code.CONNECTIONLOSS));
    }

    /**
     * What is said to a session that is over is no news: a handle that was closed may still deliver what it had received
     * while the next session is at work, which must not take it for its own.
     */
    private Code present(Code code) {
        return isOver() ? Code.SESSIONEXPIRED : code;
    }

    private Watcher present(Watcher watcher) {
        return event -> {
            if (!isOver()) {
                watcher.process(event);
            }
        };
    }

    private boolean isOver() {
        Tenure ours = tenure;
        return ours != null && ours.isEnded();
    }

    void list(String path, Listed answer) {
        read(
                (handle, trip) -> handle.getChildren(
                        path,
                        false,
                        (rc, p, ctx, children) ->
                                answer.on(present(trip.ended(rc)), children == null ? List.of() : children),
                        null),
                () -> answer.on(Code.CONNECTIONLOSS, List.of()));
    }

    /** Looks for several nodes at one instant; one request. */
    void look(List<String> paths, Looked answer) {
        List<Op> ops = paths.stream().map(Op::getChildren).toList(); // the smallest answer that a node can give
        read(
                (handle, trip) -> handle.multi(
                        ops,
                        (rc, p, ctx, results) -> {
                            Code code = trip.ended(rc);
                            boolean answered = results != null; // the code is then that of the first that is not there
                            answer.on(
                                    present(answered ? Code.OK : code),
                                    answered
                                            ? results.stream()
                                                    .map(Session::isThere)
                                                    .toList()
                                            : List.of());
                        },
                        null),
                () -> answer.on(Code.CONNECTIONLOSS, List.of()));
    }

    private static boolean isThere(OpResult result) {
        return !(result instanceof OpResult.ErrorResult error) || error.getErr() != Code.NONODE.intValue();
    }

    void get(String path, @Nullable Watcher watcher, Got answer) {
        AccessCheck.Verdict verdict = layout.isRecord(path) ? ahead(outbox::send, path) : AccessCheck.Verdict.FINE;
        read(
                (handle, trip) -> handle.getData(
                        path,
                        watcher == null ? null : present(watcher),
                        (rc, p, ctx, data, stat) -> {
                            Code code = verdict.on(present(trip.ended(rc)));
                            answer.on(code, code == Code.OK ? data : null, code == Code.OK ? stat : null);
                        },
                        null),
                () -> answer.on(Code.CONNECTIONLOSS, null, null));
    }

    /** Who may do what with a node; null unless the code is OK. */
    void accessOf(String path, BiConsumer<Code, @Nullable List<ACL>> answer) {
        accessOf(outbox::send, path, answer);
    }

    private void accessOf(Consumer<Trip> way, String path, BiConsumer<Code, @Nullable List<ACL>> answer) {
        way.accept(new Trip(
                (handle, trip) -> handle.getACL(
                        path,
                        new Stat(),
                        (rc, p, ctx, access, stat) -> {
                            Code code = present(trip.ended(rc));
                            answer.accept(code, code == Code.OK ? access : null);
                        },
                        null),
                false,
                () -> answer.accept(Code.CONNECTIONLOSS, null)));
    }

    void exists(String path, Created answer) {
        exists(path, null, answer);
    }

    void exists(String path, @Nullable Watcher watcher, Created answer) {
        read(
                (handle, trip) -> handle.exists(
                        path,
                        watcher == null ? null : present(watcher),
                        (rc, p, ctx, stat) -> answer.on(present(trip.ended(rc)), p, stat),
                        null),
                () -> answer.on(Code.CONNECTIONLOSS, path, null));
    }

    void watch(String path, Watcher watcher, AddWatchMode mode, Answer answer) {
        read(
                (handle, trip) -> handle.addWatch(
                        path, present(watcher), mode, (rc, p, ctx) -> answer.on(present(trip.ended(rc))), null),
                () -> answer.on(Code.CONNECTIONLOSS));
    }

    /**
     * Ends every watch of this session on a path; one queue or flag has a path to itself. (To name the watcher would end
     * it in the client alone, and the server would go on sending.) Without a connection the client forgets them, and does
     * not set them again. Should the server not hear it, the watch ends with the session.
     */
    void unwatch(String path) {
        read(
                (handle, trip) -> handle.removeAllWatches(
                        path, Watcher.WatcherType.Any, true, (rc, p, ctx) -> trip.ended(rc), null),
                () -> handle().removeAllWatches(path, Watcher.WatcherType.Any, true, (rc, p, ctx) -> {}, null));
    }

    /**
     * Makes what is missing above a path. The answers are not awaited: what is sent next stands behind. A refusal is told,
     * and means something only if what is sent next fails: who may not create a node may still use it if it is there.
     */
    void makeParents(String path, CreateMode mode, Answer refused) {
        makeParents(outbox::send, path, mode, refused);
    }

    private void makeParents(Consumer<Trip> way, String path, CreateMode mode, Answer refused) {
        for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
            create(way, path.substring(0, slash), new byte[0], mode, (code, p, stat) -> {
                if (code == Code.NOAUTH
                        || code == Code.QUOTAEXCEEDED
                        || code == Code.INVALIDACL
                        || code == Failures.FOREIGN) {
                    refused.on(code);
                }
            });
        }
    }

    /** Creates a node, and what is missing above it. */
    void createWithParents(String path, byte[] data, CreateMode mode, CreateMode parents, Created answer) {
        createWithParents(outbox::send, path, data, mode, parents, answer);
    }

    private void createWithParents(
            Consumer<Trip> way, String path, byte[] data, CreateMode mode, CreateMode parents, Created answer) {
        create(way, path, data, mode, (code, made, stat) -> {
            if (code == Code.NONODE) {
                Code[] refusal = {Code.NONODE}; // answers come one by one, on one thread
                makeParents(way, path, parents, refused -> refusal[0] = refused);
                create(
                        way,
                        path,
                        data,
                        mode,
                        (then, p, after) -> answer.on(then == Code.NONODE ? refusal[0] : then, p, after));
            } else {
                answer.on(code, made, stat);
            }
        });
    }

    /** Writes the heartbeat. What is read behind it is at least as new as this call. */
    void barrier(Answer answer) {
        confirm(outbox::send, answer);
    }

    private void confirm(Consumer<Trip> way, Answer answer) {
        boolean made;
        guard.lock();
        try {
            made = heartbeatNodeMade;
        } finally {
            guard.unlock();
        }
        String path = layout.session(id());
        if (made) {
            way.accept(toSetData(path, description, -1, (code, p, stat) -> {
                if (code == Code.NONODE) {
                    makeHeartbeatNode(way, path, answer);
                } else {
                    answer.on(code);
                }
            }));
        } else {
            makeHeartbeatNode(way, path, answer);
        }
    }

    private void makeHeartbeatNode(Consumer<Trip> way, String path, Answer answer) {
        createWithParents(way, path, description, CreateMode.EPHEMERAL, CreateMode.CONTAINER, (code, p, stat) -> {
            boolean there = code == Code.OK || code == Code.NODEEXISTS;
            if (there) {
                guard.lock();
                try {
                    heartbeatNodeMade = true;
                } finally {
                    guard.unlock();
                }
            }
            answer.on(there ? Code.OK : code);
        });
    }

    // ------------------------------------------------------------------ heartbeat

    private Clock.Moment sending() {
        guard.lock();
        try {
            unanswered++;
        } finally {
            guard.unlock();
        }
        return clock.now();
    }

    private void answered(Code code, Clock.Moment sent) {
        Clock.Moment counted = null;
        guard.lock();
        try {
            unanswered--;
            if (proof != null && code == Code.OK) {
                counted = proof.acknowledged(sent, clock.nanoTime());
            } else if (proof != null && code != Code.CONNECTIONLOSS) {
                proof.refused(sent, clock.nanoTime());
            }
        } finally {
            guard.unlock();
        }
        Tenure ours = tenure;
        if (counted != null && ours != null) {
            ours.acknowledged(counted);
        }
    }

    /**
     * Sends a heartbeat if it is due.
     *
     * @return nanoseconds until the next may be due
     */
    long heartbeatIfDue() {
        long soon = timeout().toNanos() / 48;
        long left;
        guard.lock();
        try {
            left = proof == null ? soon : proof.nextWriteIn(clock.nanoTime());
            boolean hoping = unanswered > 0 && proof != null && !proof.isRefused();
            if (left <= 0 && (beating || hoping || !connected)) {
                return soon;
            }
            beating |= left <= 0;
        } finally {
            guard.unlock();
        }
        if (left <= 0) {
            confirm(outbox::sendAtOnce, code -> beaten());
        }
        if (connected && clock.nanoTime() - begun.nanos() >= timeout().toNanos() / 6) {
            awaitRecall();
        }
        return left > 0 ? left : soon; // the answer to a heartbeat may show that another is of use at once
    }

    private void beaten() {
        guard.lock();
        try {
            beating = false;
        } finally {
            guard.unlock();
        }
    }

    private void awaitRecall() {
        boolean made;
        guard.lock();
        try {
            if (recallable) {
                return;
            }
            recallable = true;
            made = heartbeatNodeMade;
        } finally {
            guard.unlock();
        }
        if (!made) {
            barrier(code -> {});
        }
        read(
                (handle, trip) -> handle.getChildren(
                        layout.session(id()),
                        present(this::recalled),
                        (rc, p, ctx, children) -> {
                            if (trip.ended(rc) == Code.OK) {
                                recall.run();
                            } else {
                                notRecallable();
                            }
                        },
                        null),
                this::notRecallable);
    }

    private void recalled(WatchedEvent event) {
        if (event.getType() == Watcher.Event.EventType.NodeDeleted) {
            notRecallable(); // the next heartbeat makes the node, and the one after it watches it
            recall.run();
        }
    }

    private void notRecallable() {
        guard.lock();
        try {
            recallable = false;
        } finally {
            guard.unlock();
        }
    }
}
