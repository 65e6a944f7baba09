package io.signalbox.zookeeper;

import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * The contender that a place far back in a lock's line watches, in one session: the last one before it. Guarded by the guard
 * of its queue.
 */
final class Sentinel implements Watcher {
    /*
     * With many processes in a lock's line, a watch of all of it would tell each of them twice of each grant to anybody,
     * and next to nothing of it matters to most. So a place of a lock with more than a few others before it is far: the
     * line is not followed for it, but a list begins the picture, and then only the last one before it is watched, for one
     * change of its data or its end. Nobody comes before a place that is there, so from then on the picture can only hold
     * too many. A semaphore's line is always followed, for somebody far back in it may fit although nobody in particular
     * has gone from before it.
     *
     * A place is granted when everybody before it has gone. That the last one has gone does not say so: it may have given
     * up or died while others still stand before it. But if it held, everybody before it had gone by then, or was of its
     * own process and only on its way out. So a far place of ours that held says so when it leaves: it is written to and
     * deleted in one transaction (see Place). Whoever watches it then hears of a change, and not of an end, and needs to
     * ask nobody. Any other end is heard as an end, and then we ask who is left.
     *
     * Who may be believed. Other libraries' contenders may be written to by their owners for reasons of their own, so a
     * change says this only of a contender whose name is of our making (see ContenderName), and only of such a one that
     * still waits or holds: nobody else has any business writing to it. And only if the event names its transaction: when
     * the client comes back after a cut, servers make up events from what has changed meanwhile, and those name none, as
     * do all events of servers before 3.9. Not believed, a change leads to a new watch, and that to the truth.
     *
     * Who is left is asked of each by name, all in one request, if our picture has no more than FEW of them: nobody comes
     * before a place that is there, so nobody else can be left. That request and its answer grow with those before us as we
     * know them, and not with those behind. With more, a list tells the same, and mostly costs less. One name that is asked
     * for besides is our own.
     *
     * In a line of ours that moves in order, a grant to a far place costs 4 requests (create, list, watch, release) and one
     * notification, 9 packets, however long the line is. With a recursive watch in each of n processes it costs 2 requests
     * and 2n notifications, 4 + 2n packets. Where others hold, it is one request and one round trip more.
     *
     * Nobody sleeps: as long as somebody in our picture of the line stands before the place, the last of them is watched,
     * or the answer is under way that tells who is left. Whoever is gone when it is to be watched has gone all the same.
     * That the picture may still hold others who have gone only means that one of those is asked for, which shows it.
     *
     * If somebody deletes our own node by hand, that answer tells. Behind the last one nothing does, as for a holder.
     */

    /** Places with more than this many others before them are far. */
    static final int FAR = 4;

    /** Up to so many are asked for by name. */
    static final int FEW = 16;

    /** Whose place is far. Called under the guard. */
    interface Owner {
        /** The first of our places that waits. */
        @Nullable Place firstWaiting(Session session);

        /** Has the line listed, behind what was sent; of which {@link Sentinel#listed} must hear. */
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

    /** Its node; null if nobody is watched. */
    private @Nullable String watched;

    /** Who was watched has gone, and it was asked who else has. */
    private boolean lookUnderWay;

    private boolean ended;

    Sentinel(Session session, Guard guard, Picture picture, Owner owner) {
        this.session = session;
        this.guard = guard;
        this.picture = picture;
        this.owner = owner;
    }

    boolean isIn(Session other) {
        return session == other;
    }

    boolean watches() {
        return watched != null;
    }

    /** Whether so many stand before a place that the line need not be followed for it, going by a picture that is whole. */
    static boolean isFar(ContenderName place, Picture picture) {
        return place.isNumbered() && picture.nearest(place, FAR + 1).size() > FAR;
    }

    // ------------------------------------------------------------------ whom to watch

    /** Watches whom a place must, and nobody else. */
    void watchFor(ContenderName place) {
        List<ContenderName> nearest = picture.nearest(place, 1);
        if (!lookUnderWay && !nearest.isEmpty()) {
            watch(nearest.get(0).name());
        }
    }

    private void watch(String node) {
        if (!node.equals(watched)) {
            unwatch();
            watched = node;
            session.get(picture.path(node), this, (code, data, stat) -> guard.run(() -> asked(node, code)));
        }
    }

    /** Nobody is far any more, and has not been for a while; or somebody else is the last one. */
    void unwatch() {
        String node = watched;
        if (node != null) {
            watched = null;
            session.unwatch(picture.path(node));
        }
    }

    /** What is told from now on is of no use. */
    void end() {
        ended = true;
    }

    // ------------------------------------------------------------------ what is told

    /** What became of the request for a watch. */
    private void asked(String node, Code code) {
        if (ended || code == Code.OK || !node.equals(watched)) {
            return;
        }
        watched = null;
        if (code == Code.NONODE) {
            gone(node);
        } else {
            owner.failIfRefused(code); // asked for again behind the list, if the connection was lost
        }
    }

    @Override
    public void process(WatchedEvent event) {
        String path = event.getPath();
        if (path != null) { // else a word about the connection
            boolean certain = event.getZxid() != WatchedEvent.NO_ZXID;
            guard.run(() -> changed(ContenderName.nodeAt(path), event.getType(), certain));
        }
    }

    private void changed(String node, EventType change, boolean certain) {
        if (ended || !node.equals(watched)) {
            return;
        }
        switch (change) {
            case NodeDeleted -> {
                watched = null;
                gone(node);
            }
            case NodeDataChanged -> {
                watched = null; // the watch was for one change
                if (certain) {
                    picture.released(node);
                }
                owner.settle(session);
            }
            default -> {} // the watch was ended by us
        }
    }

    /** It has left the line, and did not say that it held. Who else has is asked for, if anybody can be left. */
    private void gone(String node) {
        picture.lost(node);
        Place first = owner.firstWaiting(session);
        ContenderName name = first == null ? null : first.name();
        if (first != null && first.far && name != null && !lookUnderWay && session.isConnected()) {
            List<ContenderName> before = picture.nearest(name, FEW + 1);
            if (!before.isEmpty()) {
                lookUnderWay = true;
                if (before.size() > FEW) {
                    owner.askList(session);
                } else {
                    look(first, name, before);
                }
            }
        }
        owner.settle(session);
    }

    /** Asks which of those before a far place are still there, and whether it is itself. */
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
