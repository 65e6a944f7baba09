package io.signalbox.zookeeper;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * The contenders that a place far back in a lock's line watches, each by itself, in one session. Guarded by the guard of its
 * queue.
 */
final class Sentinels implements Watcher {
    /*
     * With many processes in a lock's line, a watch of all of it would tell each of them twice of each grant to anybody,
     * and next to nothing of it matters to most. So a place of a lock with more than a few others before it is far: the
     * line is not followed for it, but a list begins the picture, and then only a few of those before it are watched.
     * Nobody comes before a place that is there, so from then on the picture can only hold too many. A semaphore's line is
     * always followed, for somebody far back in it may fit although nobody in particular has gone from before it.
     *
     * Whoever stands in a lock's line is granted when everybody before it has gone, in whatever order they go. So it need
     * not hear of all of them: while more than NEAR stand before it, it is enough to watch any one of them, for that one has
     * certainly gone before it is our turn. Watched is the one with NEAR others between it and us. When it has gone, we ask
     * who is left, and meanwhile the NEAR next ones are watched already. When no more than NEAR are left, each of them is
     * watched, and when the last has gone nothing need be asked.
     *
     * Who is left is asked of each by name, all in one request, if our picture has no more than FEW of them: nobody comes
     * before a place that is there, so nobody else can be left. That request and its answer grow with those before us as we
     * know them, and not with those behind. With more, a list tells the same, and mostly costs less: with 100 processes in
     * turn, asking for 97 names made a third fewer grants. One name that is asked for besides is our own.
     *
     * In a line that moves in order, a grant to a far place costs 6 requests and 2 notifications, 14 packets, however long
     * the line is. With a recursive watch in each of n processes it costs 2 requests and 2n notifications, 4 + 2n packets: so
     * it pays to be far with more than 4 others. A second near one would be one request and one notification more; none,
     * one of each less, but then each hand-over waits for the answer.
     *
     * Nobody sleeps: as long as somebody in our picture of the line stands before the place, one of them is watched, or
     * being asked for, or the answer is under way that tells who is left. Whoever is gone when it is asked for has gone all
     * the same. That the picture may still hold others who have gone only means that one of those is asked for, which shows
     * it.
     *
     * If somebody deletes our own node by hand, that answer tells. Behind the last one nothing does, as for a holder.
     */

    /** Places with more than this many others before them are far. */
    static final int FAR = 4;

    /** How many of the last ones before a place are watched. */
    static final int NEAR = 1;

    /** Up to so many are asked for by name. */
    static final int FEW = 16;

    /** Whose place is far. Called under the guard. */
    interface Owner {
        /** The first of our places that waits. */
        @Nullable Place firstWaiting(Session session);

        /** Has the line listed, behind what was sent; of which {@link Sentinels#listed} must hear. */
        void askList(Session session);

        /** Somebody before a place has gone. */
        void settle(Session session);

        /** A request on which a waiting place depends was refused, if not because of the connection. */
        void failIfRefused(Code code);
    }

    private final Session session;
    private final Guard guard;
    private final Picture picture;
    private final Owner owner;
    private final Set<String> watched = new HashSet<>(4);

    /** Somebody who was watched has gone, and it was asked who else has. */
    private boolean lookUnderWay;

    private boolean ended;

    Sentinels(Session session, Guard guard, Picture picture, Owner owner) {
        this.session = session;
        this.guard = guard;
        this.picture = picture;
        this.owner = owner;
    }

    boolean areIn(Session other) {
        return session == other;
    }

    boolean isEmpty() {
        return watched.isEmpty();
    }

    /** Whether so many stand before a place that the line need not be followed for it, going by a picture that is whole. */
    static boolean isFar(ContenderName place, Picture picture) {
        return place.isNumbered() && picture.nearest(place, FAR + 1).size() > FAR;
    }

    // ------------------------------------------------------------------ whom to watch

    /** Watches whom a place must, and nobody else. */
    void watchFor(ContenderName place) {
        if (!lookUnderWay) {
            List<ContenderName> nearest = picture.nearest(place, NEAR + 1);
            watch(nearest.size() <= NEAR ? nearest : nearest.subList(NEAR, NEAR + 1));
            unwatchOthers(nearest);
        }
    }

    private void watch(List<ContenderName> wanted) {
        for (ContenderName contender : wanted) {
            if (watched.add(contender.name())) {
                session.get(
                        picture.path(contender.name()),
                        this,
                        (code, data, stat) -> guard.run(() -> asked(contender.name(), code)));
            }
        }
    }

    private void unwatchOthers(List<ContenderName> kept) {
        Set<String> others = new HashSet<>(watched);
        kept.forEach(contender -> others.remove(contender.name()));
        watched.removeAll(others);
        for (String other : others) {
            session.unwatch(picture.path(other));
        }
    }

    /** Nobody is far any more, and has not been for a while. */
    void unwatch() {
        unwatchOthers(List.of());
    }

    /** What is told from now on is of no use. */
    void end() {
        ended = true;
    }

    // ------------------------------------------------------------------ what is told

    /** What became of the request for a watch. */
    private void asked(String name, Code code) {
        if (ended || code == Code.OK) {
            return;
        }
        if (code == Code.NONODE) {
            gone(name);
        } else {
            watched.remove(name); // asked for again behind the list, if the connection was lost
            owner.failIfRefused(code);
        }
    }

    @Override
    public void process(WatchedEvent event) {
        String path = event.getPath();
        if (path != null) { // else a word about the connection
            guard.run(() -> changed(ContenderName.nodeAt(path), event.getType()));
        }
    }

    private void changed(String name, EventType change) {
        if (ended) {
            return;
        }
        switch (change) {
            case NodeDeleted -> gone(name);
            case NodeDataChanged -> {
                watched.remove(name); // the watch was for one change
                owner.settle(session);
            }
            default -> {} // the watch was ended by us
        }
    }

    /** One has left the line. Who else has is asked for, unless each of those who remain is watched. */
    private void gone(String node) {
        watched.remove(node);
        picture.lost(node);
        Place first = owner.firstWaiting(session);
        ContenderName name = first == null ? null : first.name();
        if (first != null && first.far && name != null && !lookUnderWay) {
            List<ContenderName> before = picture.nearest(name, FEW + 1);
            if (before.size() > NEAR && session.isConnected()) {
                watch(before.subList(0, NEAR));
                lookUnderWay = true;
                if (before.size() > FEW) {
                    owner.askList(session); // behind those requests, so that it tells what they tell
                } else {
                    look(first, name, before.subList(NEAR, before.size()));
                }
            }
        }
        owner.settle(session);
    }

    /** Asks which of some before a far place are still there, and whether it is itself. */
    private void look(Place place, ContenderName name, List<ContenderName> before) {
        List<ContenderName> asked = new ArrayList<>(before);
        asked.add(name);
        List<String> paths = new ArrayList<>(asked.size());
        for (ContenderName contender : asked) {
            paths.add(picture.path(contender.name()));
        }
        session.look(paths, (code, there) -> guard.run(() -> looked(place, asked, code, there)));
    }

    private void looked(Place place, List<ContenderName> asked, Code code, List<Boolean> there) {
        if (!ended) {
            lookUnderWay = false;
            if (code == Code.OK) {
                for (int i = 0; i < asked.size(); i++) {
                    if (!there.get(i)) {
                        picture.line.remove(asked.get(i));
                    }
                }
                if (!there.get(asked.size() - 1)) {
                    place.missed();
                }
                owner.settle(session);
            } else {
                owner.failIfRefused(code); // if the connection was lost, a list is asked for with the next
            }
        }
    }

    /** A list was answered: it is as good as the answer that is under way. */
    void listed(Session other) {
        if (session == other) {
            lookUnderWay = false;
        }
    }
}
