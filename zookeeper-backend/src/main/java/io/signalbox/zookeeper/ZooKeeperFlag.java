package io.signalbox.zookeeper;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.Resource;
import io.signalbox.SignalboxException;
import io.signalbox.StoreContentException;
import io.signalbox.Subscription;
import io.signalbox.spi.VersionedFlag;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/** One event in ZooKeeper. */
final class ZooKeeperFlag implements VersionedFlag {
    /*
     * A persistent node; its data is the state and its version: "set 3", "clear 4". A change is a setData on condition that
     * ZooKeeper's own version of the node is the one that was read with the state, so of several changes from one state
     * one takes place. ZooKeeper's version itself would not do for ours: it has 32 bits, and a node that was
     * made on the way to a longer name has one too. No node, or no data, is version 0.
     *
     * Change. What was last seen of the node is `known`, which may be old. A change from it is sent at once: if it is old,
     * the condition fails, and the read behind that refusal, which went through a quorum, tells the truth.
     *
     * Watch. A getData that also sets a one-shot watch: it reads and begins to watch at one instant, so no change can slip
     * in between. (On a node that is not there it sets none; then an exists does.) From its answer until it fires, or the
     * connection is lost, its content is the state of the node on the server that we are connected with, which tells of a
     * change before it answers anything that comes after it.
     *
     * Read. Without a watch, a get behind a barrier (see Session). With one, the barrier alone: whatever was changed before
     * it was told before it was answered, so if the watch has not fired by then, its content was true at the barrier.
     * If the watch is still being set, or again, its answer comes behind the barrier's, and is as good.
     *
     * Fired. Every change of ours adds one to the version, and no version comes again. So a NodeDataChanged proves that
     * the version which the watch was set at is left for good, and whoever saw the flag at it, or before, can be told
     * without a read: a clear flag was set since. It proves it only if its zxid is greater than that of the content. A
     * server before 3.9 does not tell a zxid, and no server does for a change found when watches are set again
     * after a reconnect; then the node is read. It is also read, and watched again, if anybody still observes.
     *
     * The watch is not persistent, because then it and the first state would take two requests, and a notification must be
     * followed by a get all the same where somebody needs the version.
     *
     * By hand. Whoever writes to the node without this protocol, whatever it is, ends the waits of that moment, as a set
     * would. Nothing else follows from it: versions that are told or answered are only ever those read.
     *
     * One guard; what is to be told is collected in `effects` and told after it is released. Requests are sent under the
     * guard: sending only enqueues. Answers come on ZooKeeper's event thread, or on the sender's own if the handle is
     * closed.
     */

    /** What was read: our version, or UNREADABLE; ZooKeeper's; and the change that made it. No node has -1 for both. */
    private record Content(long version, int nodeVersion, long zxid) {
        private static final long UNREADABLE = -1;
        private static final Content NO_NODE = new Content(0, -1, -1);

        static Content of(byte @Nullable [] data, @Nullable Stat stat) {
            return stat == null ? NO_NODE : new Content(parse(data), stat.getVersion(), stat.getMzxid());
        }
    }

    /** A watch in the store, from the request that sets it until it fires. Its fields are guarded by the flag's guard. */
    private static final class Watch {
        private final Session session;

        /** Readers whose barrier is behind them, to be answered when this is set. */
        private final List<CompletableFuture<Long>> readers = new ArrayList<>(1);

        /** Null until the watch is set. */
        private @Nullable Content content;

        Watch(Session session) {
            this.session = session;
        }
    }

    /** Compared by identity. */
    private static final class Observer {
        private final LongConsumer seen;
        private final LongConsumer left;
        private final Consumer<SignalboxException> over;

        Observer(LongConsumer seen, LongConsumer left, Consumer<SignalboxException> over) {
            this.seen = seen;
            this.left = left;
            this.over = over;
        }
    }

    final Resource event;
    private final ZooKeeperStore store;
    private final String path;
    private final Watcher watcher = this::fired;
    private final List<Observer> observers = new CopyOnWriteArrayList<>(); // changed under guard
    private final Queue<Runnable> effects = new ConcurrentLinkedQueue<>(); // see runEffects()

    /** Of runEffects(), that are not served yet; only the first one serves. */
    private final AtomicInteger calls = new AtomicInteger();

    private final ReentrantLock guard = new ReentrantLock();

    @GuardedBy("guard") private @Nullable Watch watch;

    /** Where a watch was cut off before it fired: its client sets it again by itself, which we do not count on. */
    @GuardedBy("guard") private @Nullable Session setAgainIn;

    @GuardedBy("guard") private @Nullable Content known;

    ZooKeeperFlag(ZooKeeperStore store, Resource event) {
        this.store = store;
        this.event = event;
        this.path = store.layout().event(event);
    }

    static long parse(byte @Nullable [] data) {
        if (data == null || data.length == 0) {
            return 0;
        }
        String text = new String(data, StandardCharsets.US_ASCII);
        try {
            long version = Long.parseLong(text.substring(text.indexOf(' ') + 1));
            return version >= 0 && text.equals(format(version)) ? version : Content.UNREADABLE;
        } catch (NumberFormatException e) {
            return Content.UNREADABLE;
        }
    }

    private static String format(long version) {
        return (version % 2 == 1 ? "set " : "clear ") + version;
    }

    // ------------------------------------------------------------------ read

    /** True: a write through a quorum, and often a read behind it. */
    @Override
    public boolean isCostly() {
        return true;
    }

    @Override
    public CompletionStage<Long> read() {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        readInto(answer);
        return answer;
    }

    @Override
    public void read(BiConsumer<? super @Nullable Long, ? super @Nullable Throwable> reader) {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        answer.whenComplete(reader); // before anything is sent
        readInto(answer);
    }

    private void readInto(CompletableFuture<Long> answer) {
        Session session = store.connectedSession();
        if (session == null) {
            answer.completeExceptionally(store.noSession("read " + event));
            return;
        }
        guard.lock();
        try {
            if (observers.isEmpty()) {
                barrier(session, answer, "read");
                get(session, answer);
            } else {
                session.barrier(code -> confirmed(session, code, answer));
                watchIn(session);
            }
        } finally {
            guard.unlock();
        }
        runEffects();
    }

    /** For a request behind it, which tells the outcome unless the barrier failed. */
    private void barrier(Session session, CompletableFuture<Long> answer, String what) {
        session.barrier(code -> {
            if (code != Code.OK) {
                fail(answer, what, code);
                runEffects();
            }
        });
    }

    /** The barrier of a reading beside a watch was answered. */
    private void confirmed(Session session, Code code, CompletableFuture<Long> answer) {
        guard.lock();
        try {
            Watch present = watch;
            if (code != Code.OK) {
                fail(answer, "read", code);
            } else if (present == null || present.session != session) {
                get(session, answer); // nobody observes any more
            } else {
                Content content = present.content;
                if (content == null) {
                    present.readers.add(answer);
                } else {
                    tell(answer, content);
                }
            }
        } finally {
            guard.unlock();
        }
        runEffects();
    }

    /** Reads the node and completes with its version. */
    private void get(Session session, CompletableFuture<Long> answer) {
        session.get(path, null, (code, data, stat) -> {
            if (isRead(code)) {
                tell(answer, remember(Content.of(data, stat)));
            } else {
                fail(answer, "read", code);
            }
            runEffects();
        });
    }

    private static boolean isRead(Code code) {
        return code == Code.OK || code == Code.NONODE;
    }

    /** Later changes have greater zxids; that there is no node is believed whenever it is said. */
    private Content remember(Content content) {
        guard.lock();
        try {
            if (known == null || content.zxid < 0 || content.zxid >= known.zxid) {
                known = content;
            }
        } finally {
            guard.unlock();
        }
        return content;
    }

    private void tell(CompletableFuture<Long> answer, Content content) {
        if (content.version == Content.UNREADABLE) {
            effects.add(() -> answer.completeExceptionally(new StoreContentException(
                    "cannot read " + event + ": the data of " + path + " is no state of an event; see who wrote it")));
        } else {
            effects.add(() -> answer.complete(content.version));
        }
    }

    private void fail(CompletableFuture<Long> answer, String what, Code code) {
        effects.add(() -> answer.completeExceptionally(Failures.of(code, what + " " + event, path)));
    }

    // ------------------------------------------------------------------ advance

    @Override
    public CompletionStage<Long> advance(long from) {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        Session session = store.connectedSession();
        if (session == null) {
            answer.completeExceptionally(store.noSession("change " + event));
            return answer;
        }
        Content last = known();
        if (last != null && last.version == from) {
            change(session, last, answer);
        } else {
            barrier(session, answer, "change");
            readAndChange(session, from, answer);
        }
        return answer;
    }

    private @Nullable Content known() {
        guard.lock();
        try {
            return known;
        } finally {
            guard.unlock();
        }
    }

    private void readAndChange(Session session, long from, CompletableFuture<Long> answer) {
        session.get(path, null, (code, data, stat) -> {
            if (isRead(code)) {
                Content content = remember(Content.of(data, stat));
                if (content.version == from) {
                    change(session, content, answer);
                } else {
                    tell(answer, content);
                }
            } else {
                fail(answer, "change", code);
            }
            runEffects();
        });
    }

    private void change(Session session, Content content, CompletableFuture<Long> answer) {
        long next = content.version + 1;
        byte[] data = format(next).getBytes(StandardCharsets.US_ASCII);
        Session.Created changed = (code, p, stat) -> {
            switch (code) {
                case OK -> tell(answer, remember(Content.of(data, stat)));
                // Somebody was faster. The refusal went through a quorum, so the read behind it needs no barrier.
                case BADVERSION, NODEEXISTS, NONODE -> readAndChange(session, content.version, answer);
                default -> fail(answer, "change", code);
            }
            runEffects();
        };
        if (content.nodeVersion < 0) {
            session.createWithParents(path, data, CreateMode.PERSISTENT, CreateMode.PERSISTENT, changed);
        } else {
            session.setData(path, data, content.nodeVersion, changed);
        }
    }

    // ------------------------------------------------------------------ watch

    @Override
    public Subscription watch(LongConsumer seen) {
        return watch(seen, version -> {});
    }

    @Override
    public Subscription watch(LongConsumer seen, LongConsumer left) {
        return watch(seen, left, cause -> {});
    }

    /** Asks nothing: the next read() sets the watch, or the next connection. */
    @Override
    public Subscription watch(LongConsumer seen, LongConsumer left, Consumer<SignalboxException> over) {
        Observer observer = new Observer(seen, left, over);
        guard.lock();
        try {
            observers.add(observer);
            store.begins(this);
        } finally {
            guard.unlock();
        }
        return () -> unwatch(observer);
    }

    /** The end is sent under the guard, or it could end a watch that begins at the same time. */
    private void unwatch(Observer observer) {
        guard.lock();
        try {
            if (observers.remove(observer) && observers.isEmpty()) {
                store.ends(this);
                Session last = watch != null ? watch.session : setAgainIn;
                watch = null;
                setAgainIn = null;
                if (last != null) {
                    last.unwatch(path); // one that has fired needs no end
                }
            }
        } finally {
            guard.unlock();
        }
    }

    /** Sets a watch, unless there is one. */
    @GuardedBy("guard") private void watchIn(Session session) {
        if (watch == null || watch.session != session) {
            Watch begun = new Watch(session);
            watch = begun;
            getAndWatch(begun);
        }
    }

    /** A watch that is not wanted any more is not set: its end has been sent. */
    @GuardedBy("guard") private void getAndWatch(Watch begun) {
        begun.session.get(
                path,
                watch == begun ? watcher : null,
                (code, data, stat) -> watchAnswered(begun, code, Content.of(data, stat)));
    }

    private void absenceAnswered(Watch begun, Code code) {
        guard.lock();
        try {
            if (code == Code.OK) {
                getAndWatch(begun); // it was made meanwhile
            } else {
                settle(begun, code, Content.NO_NODE);
            }
        } finally {
            guard.unlock();
        }
        runEffects();
    }

    private void watchAnswered(Watch begun, Code code, Content content) {
        guard.lock();
        try {
            if (code != Code.NONODE || watch != begun) {
                settle(begun, code, content);
            } else {
                // Readers need not wait: what comes between this answer and the watch is seen when that is set.
                answerReaders(begun, code, content);
                begun.session.exists(path, watcher, (c, p, s) -> absenceAnswered(begun, c));
            }
        } finally {
            guard.unlock();
        }
        runEffects();
    }

    /** The watch is set, or is not, or is not wanted any more. */
    @GuardedBy("guard") private void settle(Watch begun, Code code, Content content) {
        if (isRead(code)) {
            remember(content);
            begun.content = content;
            if (watch == begun && content.version != Content.UNREADABLE) {
                effects.add(() -> observers.forEach(observer -> observer.seen.accept(content.version)));
            }
        } else if (watch == begun) {
            watch = null; // set by the next read(), or when the connection stands
        }
        answerReaders(begun, code, content);
    }

    @GuardedBy("guard") private void answerReaders(Watch begun, Code code, Content content) {
        for (CompletableFuture<Long> reader : begun.readers) {
            if (isRead(code)) {
                tell(reader, content);
            } else {
                fail(reader, "read", code);
            }
        }
        begun.readers.clear();
    }

    private void fired(WatchedEvent change) {
        switch (change.getType()) {
            case NodeCreated, NodeDataChanged, NodeDeleted -> {}
            default -> {
                return;
            }
        }
        guard.lock();
        try {
            Watch over = watch;
            setAgainIn = null;
            if (over == null || over.content == null) {
                return; // an older one; the answer that is under way comes after this change, and shows it
            }
            watch = null;
            Content content = over.content;
            boolean left = change.getType() == Watcher.Event.EventType.NodeDataChanged
                    && change.getZxid() > content.zxid
                    && content.version != Content.UNREADABLE;
            effects.add(() -> {
                if (left) {
                    observers.forEach(observer -> observer.left.accept(content.version));
                }
                watchIfObserved(over.session); // if anybody is left
            });
        } finally {
            guard.unlock();
        }
        runEffects();
    }

    private void watchIfObserved(Session session) {
        guard.lock();
        try {
            if (!observers.isEmpty() && session.isConnected()) {
                watchIn(session);
            }
        } finally {
            guard.unlock();
        }
        runEffects();
    }

    // ------------------------------------------------------------------ the connection

    /** The connection stands: for the first time in this session, or again. */
    void onConnected(Session session) {
        watchIfObserved(session);
    }

    /** The connection is lost, and the content of the watch need not be true any more. */
    void onDisconnected() {
        guard.lock();
        try {
            if (watch != null) {
                setAgainIn = watch.session;
                watch = null;
            }
        } finally {
            guard.unlock();
        }
    }

    void onOver(Session session) {
        guard.lock();
        try {
            if (watch != null && watch.session == session) {
                watch = null;
            }
            if (setAgainIn == session) {
                setAgainIn = null;
            }
        } finally {
            guard.unlock();
        }
    }

    /** Waiting does not help: those who wait are told. Should there be another session after all, observers hear of it. */
    void onRefused() {
        effects.add(() -> {
            if (store.isRefused()) { // or it serves us again by now
                observers.forEach(observer -> observer.over.accept(store.noSession("await " + event)));
            }
        });
        runEffects();
    }

    /**
     * Tells what is to be told, in order: a reader that had its answer in hand could else hear that its version is left before
     * it knows which one it has, and ask again. If called back from within a request that is sent under the guard, its
     * sender does.
     */
    private void runEffects() {
        if (guard.isHeldByCurrentThread() || calls.getAndIncrement() > 0) {
            return; // whoever is at it goes on
        }
        int served = 1;
        while (served > 0) {
            for (Runnable effect = effects.poll(); effect != null; effect = effects.poll()) {
                run(effect);
            }
            served = calls.addAndGet(-served);
        }
    }

    private void run(Runnable effect) {
        try {
            effect.run();
        } catch (RuntimeException | Error e) { // the others are to be told all the same
            store.log().error("cannot tell of {}", event, e);
        }
    }
}
