package io.signalbox.zookeeper;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that we hear when it may be the turn of the first place of ours that waits. Guarded by the guard of its queue.
 */
final class Lookout {
    /*
     * Either the whole line is followed (see Picture), or a far place of a lock has a sentinel (see Sentinel). When nobody
     * of ours stands in line any more, what is watched is watched a while longer, for whoever comes soon.
     *
     * There is none before a place has to wait: an uncontended acquire watches nothing.
     */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Whose places they are. Called under the guard. */
    interface Owner extends Sentinel.Owner {
        /** Whether the line is a lock's. */
        boolean isLock();

        /** Whether nobody of ours stands in line. */
        boolean isIdle();

        /** The line is not watched any more. */
        void endIfIdle();
    }

    private final ZooKeeperStore store;
    private final Guard guard;
    private final Picture picture;
    private final Owner owner;

    /** Whom a far place watches; null if none did in this session, or long ago. */
    private @Nullable Sentinel sentinel;

    /** The end of what is watched is awaited. */
    private boolean lingers;

    Lookout(ZooKeeperStore store, Guard guard, Picture picture, Owner owner) {
        this.store = store;
        this.guard = guard;
        this.picture = picture;
        this.owner = owner;
    }

    void observe(Place first, Session session) {
        if (isFar(first, session)) {
            watchNearest(first, session);
        } else if (!picture.isFollowed(session)) {
            follow(session);
        }
    }

    /** Sets a watch on the line, with a list behind it. */
    void follow(Session session) {
        picture.follow(session);
        owner.askList(session);
    }

    /** Whether so many stand before a place of a lock that the line is not followed for it; once far, always far. */
    private boolean isFar(Place place, Session session) {
        ContenderName name = place.name();
        if (!place.far && owner.isLock() && name != null) {
            boolean whole = !picture.isFollowed(session) || picture.isUpToDate(session);
            place.far = whole && Sentinel.isFar(name, picture);
        }
        return place.far;
    }

    private void watchNearest(Place place, Session session) {
        ContenderName name = place.name();
        if (name == null) {
            return;
        }
        if (picture.isFollowed(session)) {
            picture.stopFollowing();
        }
        Sentinel present = sentinel;
        if (present == null || !present.isIn(session)) {
            endSentinel();
            present = new Sentinel(session, guard, picture, owner);
            sentinel = present;
        }
        present.watchFor(name);
    }

    /** A list was answered. */
    void listed(Session session) {
        if (sentinel != null) {
            sentinel.listed(session);
        }
    }

    // ------------------------------------------------------------------ end of what is watched

    boolean watches() {
        return picture.isFollowed() || (sentinel != null && sentinel.watches());
    }

    boolean lingers() {
        return lingers;
    }

    /** The session is over. */
    void over(Session session) {
        if (sentinel != null && sentinel.isIn(session)) {
            endSentinel();
        }
    }

    /** Whatever the sentinel is told from now on is of no use. */
    void endSentinel() {
        if (sentinel != null) {
            sentinel.end();
            sentinel = null;
        }
    }

    /** Nobody here stands in line. */
    void linger() {
        if (watches() && !lingers) {
            lingers = true;
            store.later(LINGER_NANOS, () -> guard.run(this::stop));
        }
    }

    private void stop() {
        lingers = false;
        if (owner.isIdle()) {
            picture.stopFollowing();
            if (sentinel != null) {
                sentinel.unwatch();
                endSentinel();
            }
            owner.endIfIdle();
        }
    }
}
