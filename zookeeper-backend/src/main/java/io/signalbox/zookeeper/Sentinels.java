package io.signalbox.zookeeper;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;

/**
 * The contenders that a place far back in a lock's line watches, each by itself, in one session. Guarded by the guard of its
 * {@link ZooKeeperQueue}.
 */
final class Sentinels implements Watcher {
    /*
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

    final Session session;
    private final ZooKeeperQueue queue;
    private final Set<String> watched = new HashSet<>(4);

    /** Somebody who was watched has gone, and it was asked who else has. */
    boolean lookUnderWay;

    Sentinels(Session session, ZooKeeperQueue queue) {
        this.session = session;
        this.queue = queue;
    }

    @Override
    public void process(WatchedEvent event) {
        queue.sentinelChanged(this, event);
    }

    /**
     * Whom to watch.
     *
     * @param nearest the last ones before the place, at least NEAR + 1 of them if there are as many, the nearest first
     */
    static List<ContenderName> wanted(List<ContenderName> nearest) {
        return nearest.size() <= NEAR ? nearest : nearest.subList(NEAR, NEAR + 1);
    }

    /**
     * One is to be watched.
     *
     * @return false if it is already
     */
    boolean add(ContenderName contender) {
        return watched.add(contender.name());
    }

    /** One is watched no longer. */
    void remove(String name) {
        watched.remove(name);
    }

    boolean isEmpty() {
        return watched.isEmpty();
    }

    /** Forgets those that are not among the given ones, and tells which. */
    List<String> dropOthers(List<ContenderName> kept) {
        Set<String> others = new HashSet<>(watched);
        kept.forEach(contender -> others.remove(contender.name()));
        watched.removeAll(others);
        return List.copyOf(others);
    }
}
