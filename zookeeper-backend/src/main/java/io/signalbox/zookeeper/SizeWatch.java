package io.signalbox.zookeeper;

import io.signalbox.PermitMismatchException;
import io.signalbox.Resource;
import io.signalbox.SignalboxException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.jspecify.annotations.Nullable;

/** The size of one semaphore, as this process knows it. Guarded by the guard of its queue. */
final class SizeWatch implements Watcher {
    /*
     * The size is the data of a node of its own, with a data watch. A change that lies before our create was told before
     * the create was answered, for a server tells a session of each change before it answers anything that comes after;
     * until the new size is read, nobody is granted. Whoever opens the semaphore reads the size anyway, and so sets the
     * watch; else the first acquire does. ZooKeeper's client sets it again with each new connection, and hears then what
     * it missed before anything else is answered.
     *
     * It ends when the semaphore has not been used for a while, so that names that were opened once leave nothing.
     */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Whose size it is. Called under the guard. */
    interface Semaphore {
        /** Whether nobody of ours stands in line. */
        boolean isIdle();

        /** There is a watch in the store now, also if nobody stands in line. */
        void keep();

        /** The watch may have come to be of no use. */
        void linger();

        /** The size was read, and may have changed. */
        void sized(int size);

        /** The size is known: grants what fits. */
        void settle(Session session);

        /** The size cannot be known: fails what waits. */
        void failWaiting(SignalboxException cause);
    }

    private final ZooKeeperStore store;
    private final Resource resource;
    private final Guard guard;
    private final Semaphore semaphore;

    /** The size that may be judged by; 0 while it is not known. */
    private int size;

    /** Where it is watched, or being watched. */
    private @Nullable Session watchedIn;

    private boolean lingers;

    /** How often the size was of use, now and when its watch began to linger. */
    private int uses;

    private int usesBefore;

    /** The size last heard of, for whoever asks without the guard. */
    private volatile int known;

    SizeWatch(ZooKeeperStore store, Resource resource, Guard guard, Semaphore semaphore) {
        this.store = store;
        this.resource = resource;
        this.guard = guard;
        this.semaphore = semaphore;
    }

    int size() {
        return size;
    }

    int known() {
        return known;
    }

    boolean isWatched() {
        return watchedIn != null;
    }

    /** Somebody joins the line. */
    void use() {
        uses++;
    }

    private String path() {
        return store.layout().size(resource);
    }

    // ------------------------------------------------------------------ agreed size

    CompletionStage<Integer> agree(int offer) {
        return new SizeData(store, resource, this::read).agree(offer).thenApply(this::remember);
    }

    /** What is watched is known better: that may have changed since. */
    private Integer remember(Integer agreed) {
        guard.run(() -> known = size > 0 ? size : agreed);
        return agreed;
    }

    CompletionStage<Void> resize(int newSize) {
        return new SizeData(store, resource, this::read).resize(newSize);
    }

    /** For whoever opens the semaphore, or asks for its size; watched from then on, so that an acquire need not read it. */
    private void read(Session session, Session.Got answer) {
        boolean watched;
        guard.lock();
        try {
            watched = watchedIn == session;
            uses++;
            if (!watched) {
                watchedIn = session;
                size = 0; // nobody is granted before the answer
                semaphore.keep();
            }
            if (semaphore.isIdle()) {
                semaphore.linger();
            }
        } finally {
            guard.unlock();
        }
        if (watched) {
            session.get(path(), null, answer);
        } else {
            get(session, answer);
        }
    }

    // ------------------------------------------------------------------ size to judge by

    /** Reads the size and watches it, if that is not done in this session. */
    void watch(Session session) {
        if (watchedIn != session) {
            watchedIn = session;
            size = 0;
            get(session, (code, data, stat) -> {});
        }
    }

    private void get(Session session, Session.Got next) {
        session.get(path(), this, (code, data, stat) -> {
            guard.run(() -> read(session, code, data));
            next.on(code, data, stat);
        });
    }

    private void read(Session session, Code code, byte @Nullable [] data) {
        if (watchedIn == session) {
            int read = code == Code.OK ? SizeData.parse(data) : 0;
            if (read > 0) {
                size = read;
                known = read;
                semaphore.sized(read);
                semaphore.settle(session);
            } else {
                watchedIn = null;
                if (code != Code.CONNECTIONLOSS && code != Code.SESSIONEXPIRED) {
                    semaphore.failWaiting(noSize(code));
                }
            }
        }
    }

    private SignalboxException noSize(Code code) {
        return code == Code.OK || code == Code.NONODE
                ? new PermitMismatchException("cannot acquire " + resource + ": " + path()
                        + " no longer says its size; open it anew with one")
                : Failures.of(code, "acquire " + resource, path());
    }

    /** The size has changed. */
    @Override
    public void process(WatchedEvent event) {
        if (event.getPath() != null) { // else a word about the connection
            guard.run(this::changed);
        }
    }

    private void changed() {
        Session session = watchedIn;
        watchedIn = null;
        size = 0;
        if (session != null && session.isConnected() && !semaphore.isIdle()) {
            watch(session);
        }
    }

    // ------------------------------------------------------------------ end of the watch

    /** The session is over. */
    void end(Session session) {
        if (watchedIn == session) {
            watchedIn = null;
            size = 0;
        }
    }

    /** Nobody here stands in line: it is watched a while longer. */
    void linger() {
        if (watchedIn != null && !lingers) {
            lingers = true;
            usesBefore = uses;
            store.later(LINGER_NANOS, () -> guard.run(this::stop));
        }
    }

    private void stop() {
        lingers = false;
        if (semaphore.isIdle()) {
            Session session = watchedIn;
            if (session != null && uses == usesBefore && size > 0) {
                watchedIn = null;
                size = 0;
                session.unwatch(path());
            }
            semaphore.linger(); // if it was used meanwhile, or its read is not answered yet
        }
    }
}
