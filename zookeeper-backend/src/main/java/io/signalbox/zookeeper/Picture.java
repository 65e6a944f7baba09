package io.signalbox.zookeeper;

import io.signalbox.ResourceKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/** What this process knows of who stands in one line, and how it comes to know. Guarded by the guard of its queue. */
final class Picture implements Watcher {
    /*
     * What matters of it is one property: it must hold every contender before the place that is judged by it. One too many
     * is harmless, for it only makes us wait. Three ways to know that:
     *
     *  1. List. A list that is sent behind the create holds everybody before it: requests are answered in order.
     *  2. Watch. From the first time that a place does not fit, a persistent recursive watch on the directory keeps the
     *     picture up to date; a list behind the addWatch begins it, and no other does: one that was asked for ahead of it
     *     may be answered after it was sent, and what changes between the two is never told. A server tells a session of
     *     each change before it answers anything that comes after, so when our create is answered the picture holds
     *     everybody before it. Joining is then one create, and a hand-over costs nothing that grows with the line. The
     *     watch ends some seconds after our last place.
     *  3. Succession. If the new place follows our last judged one, and that is certain (see Succession), nobody came in
     *     between, and whoever stood before the last one is in the picture.
     *
     * For a place far back in a lock's line the watch is ended again; see Sentinel, and why the picture can then only hold
     * too many.
     *
     * A contender that is out of a size by its name (see Place) may have been shared since. Whoever follows the line hears
     * of that as of a change of its data. A list does not tell; so if that makes a difference, it is asked for, one request
     * each, while the line is followed, so that a later change is told.
     *
     * Where the numbers end (see ContenderName) the list does not tell the order. Then the birth of each contender is asked
     * for, one request each, and one whose birth is not known yet counts as standing before ours.
     */

    /** Who judges by it. Called under the guard. */
    interface Judge {
        /** Where the contenders are. */
        String directory();

        /** A list was answered, and if it was not refused the picture is that. */
        void listed(Session session, Code code, List<String> children, boolean behindBarrier);

        /** More is known, or somebody has gone. */
        void settle(Session session);

        /** A request on which all waiting places depend was refused, if not because of the connection. */
        void failIfRefused(Code code);
    }

    private final Guard guard;
    private final ResourceKind kind;
    private final Judge judge;

    /** The contenders, ours among them. */
    final Line line = new Line();

    // Very many may be idle: what only the others need is made when it is needed, and let go of by forget().

    /** Our own that are in the line, by name. While it has one at most, it is replaced and not changed. */
    private Map<String, Place> ours = Map.of();

    /** Contenders whose birth was asked for and not yet told. */
    private Set<String> askedBirths = Set.of();

    /** Contenders that are known to be shared, by name. */
    private Set<String> shared = Set.of();

    /** Contenders of which it was asked whether they are, since the last list. */
    private Set<String> askedShared = Set.of();

    /** A recursive watch is set, or being set, in this session. */
    private @Nullable Session watchedIn;

    /** The watch has been followed by a list, and the connection has stood since. */
    private boolean following;

    /** How many watches there have been, the present one counted. A list says how many when it was asked for. */
    private int watches;

    Picture(Guard guard, ResourceKind kind, Judge judge) {
        this.guard = guard;
        this.kind = kind;
        this.judge = judge;
    }

    /** Where a node of the line is. */
    String path(String node) {
        return judge.directory() + "/" + node;
    }

    // ------------------------------------------------------------------ who is in it

    /** A place of ours, whose create was answered. */
    void add(Place place, ContenderName name) {
        if (ours.isEmpty()) {
            ours = Map.of(name.name(), place);
        } else {
            if (ours.size() == 1) {
                ours = new HashMap<>(ours);
            }
            ours.put(name.name(), place);
        }
        line.add(name);
    }

    /** A place of ours is no more. */
    void remove(ContenderName place) {
        if (ours.size() == 1) {
            ours = Map.of();
        } else {
            ours.remove(place.name());
        }
        line.remove(place);
    }

    /** Somebody is no longer there. */
    void lost(String node) {
        ContenderName contender = ContenderName.parse(kind, node);
        if (contender != null) {
            line.remove(contender);
        }
    }

    /** Somebody has said that it is done, having held; if that is one who says such things, nobody is left before it. */
    void released(String node) {
        ContenderName contender = ContenderName.parse(kind, node);
        if (contender != null && contender.saysThatItHeld()) {
            line.removeThrough(
                    contender,
                    ours.values().stream()
                            .map(Place::name)
                            .filter(Objects::nonNull)
                            .toList());
        }
    }

    /** The place that a contender is, if it is ours. */
    @Nullable Place ours(ContenderName contender) {
        return ours.get(contender.name());
    }

    /** The last of those before a place, but for our own, the nearest first. */
    List<ContenderName> nearest(ContenderName place, int limit) {
        return line.before(place, ours.keySet(), limit);
    }

    /** The size that it is out of, if it is not known to be shared; else 0. */
    int outOf(ContenderName contender) {
        return shared.contains(contender.name()) ? 0 : contender.outOf();
    }

    /** Lets go of all that is in it. */
    void forget() {
        line.clear();
        ours = Map.of();
        askedBirths = Set.of();
        shared = Set.of();
        askedShared = Set.of();
    }

    // ------------------------------------------------------------------ list

    void list(Session session, boolean behindBarrier) {
        int behindWatch = isFollowed(session) ? watches : 0;
        session.list(
                judge.directory(),
                (code, children) -> guard.run(() -> listed(session, code, children, behindWatch, behindBarrier)));
    }

    private void listed(Session session, Code code, List<String> children, int behindWatch, boolean behindBarrier) {
        if (code == Code.OK || code == Code.NONODE) {
            List<ContenderName> present = new ArrayList<>(children.size());
            for (String child : children) {
                ContenderName contender = ContenderName.parse(kind, child);
                if (contender != null) {
                    present.add(contender);
                }
            }
            line.replaceBy(present);
            if (!shared.isEmpty()) {
                shared.retainAll(Set.copyOf(children));
            }
            askedShared = Set.of();
            following = isFollowed(session) && behindWatch == watches;
        }
        judge.listed(session, code, children, behindBarrier);
    }

    // ------------------------------------------------------------------ watch

    /** Whether a watch is set, with its list under way or done, so that no list of our own is needed. */
    boolean isFollowed(Session session) {
        return watchedIn == session;
    }

    boolean isFollowed() {
        return watchedIn != null;
    }

    /** Whether it holds everybody whose create was answered before now. */
    boolean isUpToDate(Session session) {
        return following && isFollowed(session);
    }

    /** Sets the watch. A list must be sent behind it. */
    void follow(Session session) {
        watchedIn = session;
        watches++;
        following = false;
        session.watch(
                judge.directory(),
                this,
                AddWatchMode.PERSISTENT_RECURSIVE,
                code -> guard.run(() -> watchSet(session, code)));
    }

    private void watchSet(Session session, Code code) {
        if (code != Code.OK && watchedIn == session) {
            watchedIn = null; // settle() sets it again, if the connection was lost
            following = false;
            judge.failIfRefused(code);
        }
    }

    void stopFollowing() {
        Session session = watchedIn;
        if (session != null) {
            watchedIn = null;
            following = false;
            session.unwatch(judge.directory());
        }
    }

    /** ZooKeeper's client sets the watch again, but what changes meanwhile is not told. */
    void disconnected() {
        following = false;
    }

    void over(Session session) {
        if (watchedIn == session) {
            watchedIn = null;
            following = false;
        }
        line.clear();
        askedBirths = Set.of();
        shared = Set.of();
        askedShared = Set.of();
    }

    /** The line has changed. */
    @Override
    public void process(WatchedEvent event) {
        String path = event.getPath();
        if (path != null) { // else a word about the connection
            guard.run(() -> changed(path, event.getType()));
        }
    }

    private void changed(String path, EventType change) {
        Session session = watchedIn;
        if (session == null || !following) {
            return; // the list that is under way will tell
        }
        String directory = judge.directory();
        if (path.equals(directory)) {
            if (change == EventType.NodeDeleted) {
                line.clear();
            }
        } else if (path.indexOf('/', directory.length() + 1) < 0) {
            childChanged(path.substring(directory.length() + 1), change);
            judge.settle(session);
        }
    }

    private void childChanged(String child, EventType change) {
        ContenderName contender = ContenderName.parse(kind, child);
        if (contender == null) {
            return;
        }
        switch (change) {
            case NodeCreated -> line.add(contender);
            case NodeDataChanged -> hearShared(contender);
            case NodeDeleted -> {
                line.remove(contender);
                if (!shared.isEmpty()) {
                    shared.remove(contender.name());
                }
                Place place = ours(contender);
                if (place != null && place.isPlaced()) {
                    place.vanished();
                }
            }
            default -> {}
        }
    }

    // ------------------------------------------------------------------ who is shared

    private void hearShared(ContenderName contender) {
        if (contender.outOf() > 0) {
            if (shared.isEmpty()) {
                shared = new HashSet<>(2);
            }
            shared.add(contender.name());
        }
    }

    /** Asks whether contenders have been shared. */
    void askShared(Session session, List<ContenderName> contenders) {
        for (ContenderName contender : contenders) {
            if (askedShared.isEmpty()) {
                askedShared = new HashSet<>(2);
            }
            if (askedShared.add(contender.name())) {
                session.exists(
                        path(contender.name()),
                        (code, path, stat) -> guard.run(() -> sharedTold(session, contender, code, stat)));
            }
        }
    }

    private void sharedTold(Session session, ContenderName contender, Code code, @Nullable Stat stat) {
        if (code == Code.OK && stat != null) {
            if (stat.getVersion() > 0) {
                hearShared(contender);
                judge.settle(session);
            }
        } else if (code == Code.NONODE) {
            line.remove(contender);
            judge.settle(session);
        } else {
            judge.failIfRefused(code); // if the connection was lost, it is asked for again behind the next list
        }
    }

    // ------------------------------------------------------------------ births

    /** Where the numbers end: asks when those contenders were made whose numbers do not tell. */
    void askBirths(Session session) {
        for (ContenderName contender : line.unplaced()) {
            if (askedBirths.isEmpty()) {
                askedBirths = new HashSet<>();
            }
            if (askedBirths.add(contender.name())) {
                session.exists(
                        path(contender.name()),
                        (code, path, stat) -> guard.run(() -> birthTold(session, contender, code, stat)));
            }
        }
    }

    private void birthTold(Session session, ContenderName contender, Code code, @Nullable Stat stat) {
        if (!askedBirths.isEmpty()) {
            askedBirths.remove(contender.name());
        }
        if (code == Code.OK && stat != null) {
            line.learn(contender.bornIn(stat.getCzxid()));
            judge.settle(session);
        } else if (code == Code.NONODE) {
            line.remove(contender);
            judge.settle(session);
        } else {
            judge.failIfRefused(code); // if the connection was lost, the next list asks again
        }
    }
}
