package io.signalbox.zookeeper;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.Eviction;
import io.signalbox.QueueView;
import io.signalbox.Resource;
import io.signalbox.ResourceKind;
import io.signalbox.SignalboxException;
import io.signalbox.spi.Contender;
import io.signalbox.spi.ContenderListener;
import io.signalbox.spi.PermitQueue;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;

/** One lock's or semaphore's line in ZooKeeper, as this process takes part in it. */
final class ZooKeeperQueue implements PermitQueue, Place.Owner, Picture.Judge, Lookout.Owner, SizeWatch.Semaphore {
    /*
     * The line is the set of contender nodes in one directory, in the order of the numbers that ZooKeeper gave them. A
     * contender holds when the permits of all before it and its own fit the size. Nodes are ephemeral, so the contenders of
     * a session that is over vanish.
     *
     * The parts, each with its own argument beside it:
     *
     *   Place       a contender of ours: its create, its delete, their lost replies, its token
     *   Picture     who stands in the line, as far as we know: by a list, by a watch, by asking for births
     *   Succession  that nobody came between our last place and the next one, so that no list is needed
     *   SizeWatch   how many permits there are; a lock has none, for its size is 1
     *   Judgement   who of ours fits, by that picture and that size
     *   Lookout     how we hear that it may be our turn: by the watch of the picture, or by the Sentinel of a far place
     *
     * The order of calls. join() sends the create; behind it the size is read, if it is not watched, and the line is listed,
     * unless it is followed or a succession is expected. The place hears that its node is there, and judge() finds whether
     * it is known who stands before it. If not, a list is asked for, and listed() goes on. Whatever a part learns ends in
     * settle(): who fits is granted, who does not is told so, and the Lookout sees to it that we hear of what may change
     * that. Without a connection it does not; onConnected() lists the line anew.
     *
     * Calls go from here to the parts. A part knows of us the interface that it declares.
     *
     * One guard, ours; the parts have it from us, and so has the API, which joins and leaves under it. A part is entered
     * from here, under the guard, or by an answer, an event or the timer, through Guard.run(). Error Prone checks that
     * within this class, and not beyond it.
     *
     * Threads: callers join and leave, the timer ends what lingers, and all else comes on ZooKeeper's event thread.
     * Requests are sent under the guard: sending only enqueues, and the order of sending is the order of the line.
     */

    /** With more places than that, a new one is out of no size: each that is costs a request when the size is changed. */
    private static final int MOST_OUT_OF_A_SIZE = 64;

    final Resource resource;
    private final ZooKeeperStore store;
    private final Guard guard = new Guard();
    private final Picture picture;
    private final @Nullable SizeWatch semaphoreSize; // a lock's is 1

    // Very many locks may be idle: what only the others need is made by join() and let go of by rest().

    @GuardedBy("guard") private @Nullable String directory;

    /** While it has one at most, as most of the time, it is replaced and not changed. */
    @GuardedBy("guard") private Set<Place> own = Set.of();

    /** The store knows of it, and tells it what happens to the session. */
    @GuardedBy("guard") private boolean begun;

    /** Null until a place has to wait. */
    @GuardedBy("guard") private @Nullable Lookout lookout;

    /** The last of our places that was judged. */
    @GuardedBy("guard") private Succession last = Succession.NONE;

    /** Whether the next place is expected to follow the last one, so that no list is sent with its create. */
    @GuardedBy("guard") private boolean expectSuccession = true;

    /** What was answered when a node of ours was to be deleted, which so stays there; null if none does. */
    @GuardedBy("guard") private @Nullable Code staying;

    ZooKeeperQueue(ZooKeeperStore store, Resource resource) {
        this.store = store;
        this.resource = resource;
        this.picture = new Picture(guard, resource.kind(), this);
        this.semaphoreSize =
                resource.kind() == ResourceKind.SEMAPHORE ? new SizeWatch(store, resource, guard, this) : null;
    }

    @Override
    public boolean isLock() {
        return semaphoreSize == null;
    }

    @GuardedBy("guard") private Lookout lookout() {
        Lookout present = lookout;
        if (present == null) {
            present = new Lookout(store, guard, picture, this);
            lookout = present;
        }
        return present;
    }

    @GuardedBy("guard") private Judgement judgement() {
        return new Judgement(picture, own, size());
    }

    @Override
    @GuardedBy("guard") public int size() {
        return semaphoreSize == null ? 1 : semaphoreSize.size();
    }

    @Override
    @GuardedBy("guard") public String directory() {
        String path = directory;
        if (path == null) {
            path = store.layout().line(resource);
            directory = path;
        }
        return path;
    }

    /** Lets go of what only those need who wait, join or watch; keeps what a succession is told by. */
    @GuardedBy("guard") private void rest() {
        if (!picture.line.beginsBehind(last.number())) {
            last = Succession.NONE; // else those before the next one would be lost
        }
        picture.forget();
        directory = null;
        own = Set.of();
        if (lookout != null) {
            lookout.endSentinel();
            lookout = lookout.lingers() ? lookout : null;
        }
    }

    // ------------------------------------------------------------------ join and leave

    @Override
    public ReentrantLock guard() {
        return guard;
    }

    @Override
    @GuardedBy("guard") public Contender join(int permits, String thread, ContenderListener listener) {
        Place place = new Place(store, resource, guard, this, permits, thread, listener);
        add(place);
        if (semaphoreSize != null) {
            semaphoreSize.use();
        }
        keep();
        Session session = store.connectedSession();
        if (staying != null) {
            place.fail(Failures.of(staying, "acquire " + resource, directory()));
        } else if (session != null) {
            send(place, session);
        } else if (store.isRefused()) {
            place.fail(store.noSession("acquire " + resource));
        }
        store.keepAlive();
        return place;
    }

    @GuardedBy("guard") private void add(Place place) {
        if (own.isEmpty()) {
            own = Set.of(place);
        } else {
            if (own.size() == 1) {
                own = new LinkedHashSet<>(own);
            }
            own.add(place);
        }
    }

    @Override
    @GuardedBy("guard") public void send(Place place, Session session) {
        place.send(session);
        watchSize(session);
        if (!picture.isFollowed(session) && !(expectSuccession && last.isKnown())) {
            askList(session);
        }
    }

    @Override
    @GuardedBy("guard") public void placed(Place place, ContenderName name) {
        picture.add(place, name);
    }

    @Override
    @GuardedBy("guard") public void judge(Place place, ContenderName name, Session session) {
        if (picture.isUpToDate(session)) {
            judged(place);
        } else if (last.isFollowedBy(name)) {
            expectSuccession = true;
            if (judgement().fits(place)) {
                judged(place);
            } else if (!picture.isFollowed(session)) {
                lookout().follow(session);
            }
        } else if (!place.listAsked && !picture.isFollowed(session)) {
            expectSuccession = false;
            askList(session);
        }
        settle(session);
    }

    @Override
    @GuardedBy("guard") public void judged(Place place) {
        place.judged = true;
        ContenderName name = place.name();
        if (name != null) {
            last = last.orLater(name);
        }
    }

    @Override
    @GuardedBy("guard") public void gone(Place place) {
        if (own.size() == 1) {
            own = Set.of();
        } else {
            own.remove(place);
        }
        ContenderName name = place.name();
        if (name != null) {
            picture.remove(name);
        }
        if (own.isEmpty()) {
            watchAWhileLonger();
        }
    }

    // ------------------------------------------------------------------ the picture

    @Override
    @GuardedBy("guard") public void askList(Session session) {
        for (Place place : own) {
            place.listAsked |= place.isIn(session);
        }
        picture.list(session, false);
    }

    @Override
    @GuardedBy("guard") public void listed(Session session, Code code, List<String> children, boolean behindBarrier) {
        if (lookout != null) {
            lookout.listed(session);
        }
        if (code == Code.OK || code == Code.NONODE) {
            for (Place place : List.copyOf(own)) {
                if (place.isIn(session)) {
                    place.takeUp(session, children, behindBarrier);
                }
            }
            settle(session);
        } else {
            failIfRefused(code);
        }
    }

    @Override
    @GuardedBy("guard") public void failIfRefused(Code code) {
        if (code == Code.CONNECTIONLOSS || code == Code.SESSIONEXPIRED) {
            return;
        }
        for (Place place : List.copyOf(own)) {
            if (!place.isGranted()) {
                place.fail(Failures.of(code, "acquire " + resource, directory()));
            }
        }
    }

    /** Everything of ours that comes behind it would wait until the session ends. */
    @Override
    @GuardedBy("guard") public void stays(Code refusal) {
        staying = refusal;
        failIfRefused(refusal);
    }

    @Override
    @GuardedBy("guard") public @Nullable Code staying() {
        return staying;
    }

    // ------------------------------------------------------------------ the decision

    /** Grants what fits, in order, and begins to follow the line if something waits. */
    @Override
    @GuardedBy("guard") public void settle(Session session) {
        Judgement judgement = judgement();
        if (!judgement.hasAnybodyToJudge()) {
            return;
        }
        if (semaphoreSize != null) {
            judgement.refuseTooLarge(resource);
        }
        judgement.grant(session);
        Place first = firstWaiting(session);
        if (first == null) {
            return;
        }
        judgement.tellWaiting(session);
        if (session.isConnected()) {
            lookout().observe(first, session);
            if (!picture.line.isPlaced()) {
                picture.askBirths(session);
            }
            if (picture.isUpToDate(session)) {
                picture.askShared(session, judgement.unsharedBefore(first));
            }
        }
    }

    @Override
    @GuardedBy("guard") public @Nullable Place firstWaiting(Session session) {
        Place first = null;
        for (Place place : own) {
            if (place.waits(session) && (first == null || place.isBefore(first))) {
                first = place;
            }
        }
        return first;
    }

    // ------------------------------------------------------------------ the size

    @Override
    @GuardedBy("guard") public int outOf(int permits) {
        int known = semaphoreSize == null ? 0 : semaphoreSize.known();
        long wanted = permits;
        if (own.size() < MOST_OUT_OF_A_SIZE) {
            for (Place place : own) {
                wanted += place.isLeaving() ? 0 : place.permits;
            }
        }
        return wanted >= known ? known : 0;
    }

    @Override
    @GuardedBy("guard") public void sized(int size) {
        own.forEach(place -> place.sized(size));
    }

    @GuardedBy("guard") private void watchSize(Session session) {
        if (semaphoreSize != null) {
            semaphoreSize.watch(session);
        }
    }

    @Override
    public int knownSize() {
        return semaphoreSize == null ? 1 : semaphoreSize.known();
    }

    @Override
    public CompletionStage<Integer> agree(int offer) {
        return semaphoreSize == null ? CompletableFuture.completedFuture(1) : semaphoreSize.agree(offer);
    }

    @Override
    public CompletionStage<Void> resize(int newSize) {
        return semaphoreSize == null
                ? CompletableFuture.failedFuture(new IllegalStateException("the size of " + resource + " is 1"))
                : semaphoreSize.resize(newSize);
    }

    @Override
    public CompletionStage<QueueView> inspect() {
        return new Census(store).queue(resource);
    }

    @Override
    public CompletionStage<Optional<Eviction>> evict(long token) {
        return new Evictor(store, resource).evict(token);
    }

    @Override
    public CompletionStage<Optional<Eviction>> lastEviction() {
        return new Evictor(store, resource).last();
    }

    // ------------------------------------------------------------------ the connection

    /** The connection stands: for the first time in this session, or again. A barrier was sent just before. */
    void onConnected(Session session) {
        guard.lock();
        try {
            boolean ask = picture.isFollowed();
            for (Place place : List.copyOf(own)) {
                if (place.isUnsent()) {
                    send(place, session);
                } else if (place.isIn(session)) {
                    ask |= place.reconnected(session);
                }
            }
            if (!own.isEmpty()) {
                watchSize(session);
            }
            if (ask) {
                picture.list(session, true);
            }
        } finally {
            guard.unlock();
        }
    }

    /** Somebody may have put places of ours out of the line: sees which of those that hold are still there. */
    void onRecalled(Session session) {
        guard.lock();
        try {
            own.forEach(place -> place.recalled(session));
        } finally {
            guard.unlock();
        }
    }

    /** The connection is lost: the picture is no longer kept up to date. ZooKeeper's client sets the watches again. */
    void onDisconnected() {
        guard.lock();
        try {
            picture.disconnected();
            last = Succession.NONE;
        } finally {
            guard.unlock();
        }
    }

    /** The session is over, and with it every place in it. */
    void onOver(Session session) {
        guard.lock();
        try {
            if (lookout != null) {
                lookout.over(session);
            }
            if (semaphoreSize != null) {
                semaphoreSize.end(session);
            }
            last = Succession.NONE;
            staying = null;
            picture.over(session);
            for (Place place : List.copyOf(own)) {
                if (place.isIn(session)) {
                    place.over();
                }
            }
            endIfIdle();
        } finally {
            guard.unlock();
        }
    }

    /** Waiting does not help: those who wait are told. Who holds keeps it for as long as that is certain. */
    void onRefused() {
        guard.lock();
        try {
            if (store.isRefused()) {
                for (Place place : List.copyOf(own)) {
                    if (!place.isGranted()) {
                        place.fail(store.noSession("acquire " + resource));
                    }
                }
            }
        } finally {
            guard.unlock();
        }
    }

    /** Nobody here stands in the line: what is watched is watched a while longer. */
    @GuardedBy("guard") private void watchAWhileLonger() {
        if (lookout != null) {
            lookout.linger();
        }
        if (semaphoreSize != null) {
            semaphoreSize.linger();
        }
    }

    @Override
    @GuardedBy("guard") public void linger() {
        watchAWhileLonger();
        endIfIdle();
    }

    @Override
    @GuardedBy("guard") public void endIfIdle() {
        boolean lineIsWatched = lookout != null && lookout.watches();
        boolean sizeIsWatched = semaphoreSize != null && semaphoreSize.isWatched();
        if (begun && own.isEmpty() && !lineIsWatched && !sizeIsWatched && staying == null) {
            begun = false;
            store.ends(this);
            rest();
        }
    }

    @Override
    @GuardedBy("guard") public boolean isIdle() {
        return own.isEmpty();
    }

    @Override
    @GuardedBy("guard") public void keep() {
        if (!begun) {
            begun = true;
            store.begins(this);
        }
    }

    @Override
    @GuardedBy("guard") public void failWaiting(SignalboxException cause) {
        for (Place place : List.copyOf(own)) {
            if (!place.isGranted()) {
                place.fail(cause);
            }
        }
    }

    /**
     * The time for a heartbeat. It is also the time at which a queue ends that nobody uses any more: one that is used again
     * and again should not begin and end each time.
     *
     * @return whether a place of ours, in whatever state, needs it
     */
    boolean needsHeartbeat() {
        guard.lock();
        try {
            endIfIdle();
            return !own.isEmpty();
        } finally {
            guard.unlock();
        }
    }
}
