package io.signalbox.zookeeper;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.Resource;
import io.signalbox.StoreContentException;
import io.signalbox.Subscription;
import io.signalbox.spi.VersionedFlag;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.apache.zookeeper.AddWatchMode;
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
     * The read is behind a barrier (see Session). The watch is one persistent watch a process; on each notification, and
     * whenever the connection stands again, the node is read, without a barrier: the watch tells what is seen, in
     * order, and the last state is always seen, because a read that is answered after a notification shows at least that
     * change.
     */

    /** What was read: our version, and ZooKeeper's, or -1 for no node. */
    private record Content(long version, int nodeVersion) {}

    final Resource event;
    private final ZooKeeperStore store;
    private final String path;
    private final Watcher watcher = this::changed;
    private final List<LongConsumer> observers = new CopyOnWriteArrayList<>();

    private final ReentrantLock guard = new ReentrantLock();

    @GuardedBy("guard") private @Nullable Session watchedIn;

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
            return version >= 0 && text.equals(format(version)) ? version : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static String format(long version) {
        return (version % 2 == 1 ? "set " : "clear ") + version;
    }

    // ------------------------------------------------------------------ read and advance

    @Override
    public CompletionStage<Long> read() {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        Session session = store.connectedSession();
        if (session == null) {
            answer.completeExceptionally(Failures.notConnected("read " + event));
        } else {
            session.barrier(code -> {
                if (code != Code.OK) {
                    answer.completeExceptionally(Failures.of(code, "read " + event, path));
                }
            });
            get(session, answer);
        }
        return answer;
    }

    /** Reads the node and completes with its version. */
    private void get(Session session, CompletableFuture<Long> answer) {
        session.get(path, null, (code, data, stat) -> {
            Content content = content(code, data, stat, answer);
            if (content != null) {
                answer.complete(content.version);
            }
        });
    }

    /** What an answer says; null if it says that there is something wrong, which is then the outcome. */
    private @Nullable Content content(
            Code code, byte @Nullable [] data, @Nullable Stat stat, CompletableFuture<Long> outcome) {
        if (code != Code.OK && code != Code.NONODE) {
            outcome.completeExceptionally(Failures.of(code, "read " + event, path));
            return null;
        }
        long version = code == Code.OK ? parse(data) : 0;
        if (version < 0) {
            outcome.completeExceptionally(new StoreContentException(
                    "cannot read " + event + ": the data of " + path + " is no state of an event; see who wrote it"));
            return null;
        }
        Content content = new Content(version, stat == null ? -1 : stat.getVersion());
        remember(content);
        return content;
    }

    private void remember(Content content) {
        guard.lock();
        try {
            if (known == null || content.version >= known.version) {
                known = content;
            }
        } finally {
            guard.unlock();
        }
    }

    private @Nullable Content known() {
        guard.lock();
        try {
            return known;
        } finally {
            guard.unlock();
        }
    }

    @Override
    public CompletionStage<Long> advance(long from) {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        Session session = store.connectedSession();
        if (session == null) {
            answer.completeExceptionally(Failures.notConnected("change " + event));
            return answer;
        }
        Content content = known();
        if (content != null && content.version == from) {
            change(session, content, answer);
        } else {
            session.barrier(code -> {
                if (code != Code.OK) {
                    answer.completeExceptionally(Failures.of(code, "change " + event, path));
                }
            });
            readAndChange(session, from, answer);
        }
        return answer;
    }

    private void readAndChange(Session session, long from, CompletableFuture<Long> answer) {
        session.get(path, null, (code, data, stat) -> {
            Content content = content(code, data, stat, answer);
            if (content == null) {
                return;
            }
            if (content.version == from) {
                change(session, content, answer);
            } else {
                answer.complete(content.version);
            }
        });
    }

    private void change(Session session, Content content, CompletableFuture<Long> answer) {
        long next = content.version + 1;
        byte[] data = format(next).getBytes(StandardCharsets.US_ASCII);
        Session.Created changed = (code, p, stat) -> {
            switch (code) {
                case OK -> {
                    remember(new Content(next, stat == null ? 0 : stat.getVersion()));
                    answer.complete(next);
                }
                // Somebody was faster. The refusal went through a quorum, so the read behind it needs no barrier.
                case BADVERSION, NODEEXISTS, NONODE -> readAndChange(session, content.version, answer);
                default -> answer.completeExceptionally(Failures.of(code, "change " + event, path));
            }
        };
        if (content.nodeVersion < 0) {
            session.createWithParents(path, data, CreateMode.PERSISTENT, CreateMode.PERSISTENT, changed);
        } else {
            session.setData(path, data, content.nodeVersion, changed);
        }
    }

    // ------------------------------------------------------------------ watch

    @Override
    public Subscription watch(LongConsumer observer) {
        guard.lock();
        try {
            observers.add(observer);
            store.begins(this);
        } finally {
            guard.unlock();
        }
        Session session = store.connectedSession();
        if (session != null) {
            onConnected(session);
        }
        return () -> unwatch(observer);
    }

    /** The end is sent under the guard, or it could end a watch that begins at the same time. */
    private void unwatch(LongConsumer observer) {
        guard.lock();
        try {
            observers.remove(observer);
            if (observers.isEmpty()) {
                store.ends(this);
                Session session = watchedIn;
                watchedIn = null;
                if (session != null && session.isConnected()) {
                    session.unwatch(path);
                }
            }
        } finally {
            guard.unlock();
        }
    }

    private void changed(WatchedEvent change) {
        switch (change.getType()) {
            case NodeCreated, NodeDataChanged, NodeDeleted -> {}
            default -> {
                return;
            }
        }
        Session session;
        guard.lock();
        try {
            session = watchedIn;
        } finally {
            guard.unlock();
        }
        if (session != null && session.isConnected()) {
            look(session);
        }
    }

    private void look(Session session) {
        CompletableFuture<Long> seen = new CompletableFuture<>();
        seen.whenComplete((version, error) -> {
            if (version != null) {
                observers.forEach(observer -> observer.accept(version));
            }
        });
        get(session, seen);
    }

    /** The connection stands: for the first time in this session, or again. */
    void onConnected(Session session) {
        boolean set;
        guard.lock();
        try {
            if (observers.isEmpty()) {
                return;
            }
            set = watchedIn != session;
            watchedIn = session;
            if (set) {
                session.watch(path, watcher, AddWatchMode.PERSISTENT, code -> watchSet(session, code));
            }
        } finally {
            guard.unlock();
        }
        look(session);
    }

    private void watchSet(Session session, Code code) {
        guard.lock();
        try {
            if (code != Code.OK && watchedIn == session) {
                watchedIn = null; // set again when the connection stands
            }
        } finally {
            guard.unlock();
        }
    }

    void onOver(Session session) {
        guard.lock();
        try {
            if (watchedIn == session) {
                watchedIn = null;
            }
        } finally {
            guard.unlock();
        }
    }
}
