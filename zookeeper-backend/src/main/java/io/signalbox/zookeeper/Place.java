package io.signalbox.zookeeper;

import io.signalbox.Resource;
import io.signalbox.SignalboxException;
import io.signalbox.StoreContentException;
import io.signalbox.StoreUnavailableException;
import io.signalbox.spi.Contender;
import io.signalbox.spi.ContenderListener;
import io.signalbox.spi.Grant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/** A contender of our own, and what is said with the store about its node. Guarded by the guard of its queue. */
final class Place implements Contender {
    /*
     * A place is in one session. It is granted only if its create was acknowledged in the session that made the node (its
     * ephemeralOwner), which is still the present one. A place that is leaving is deleted as soon as it is known to be
     * there; until that is confirmed it counts as gone for us, and not for others.
     *
     * Lost replies. A create whose reply was lost leaves the place UNKNOWN. In a new session it counts for nothing. In the
     * same one, the list behind the next barrier (see Session) shows its unique name, or proves that it never happened and
     * never will. A delete whose reply was lost, or that was not served, is sent again, until the node is gone, the session is,
     * or we may not delete it.
     *
     * A far place of a lock that was granted is written to in the transaction that deletes it, which tells the one behind
     * it that nobody is left; see Sentinel. One that was not granted is only deleted, as it is when its session ends. A place
     * that was not far is only deleted too: most have nobody behind them who would make use of it.
     *
     * Out of how many. A place of a semaphore that wants all the permits, alone or with the others of ours, as many as there
     * are as far as is known when it is made, has that number in its name. If places of ours hold all of it, nobody else
     * holds while they all do, so the API may pass what they hold from one waiter to the next. But somebody may raise the
     * size, and a later place that fits then must not be granted while we, who have not heard of that, go on passing: our
     * next token would be smaller than its, though granted later (C2). So those behind them count them as all there is (see
     * Tally) until they are shared: when we hear of another size we pass nothing any more, for ever, and then write to the
     * nodes, of which they hear, or for which they ask (see Picture). So a raise is of use to others when the holder has
     * heard of it. The data stays what it was; that it was written is what counts.
     *
     * Why one that has left does not matter: as soon as it is told to leave we pass nothing, and until its node is gone the
     * others count it. One that stands behind a place of somebody else is granted when that is gone, and is younger.
     *
     * Foreign. A node that was made where others may delete it (see AccessCheck) is placed, and leaves at once: so its
     * delete is sent again too. One that a list shows is looked at with that question asked anew, for the answer to it
     * may have been lost with the create's.
     *
     * Directory. A create that is refused because the directory is missing makes it, and is sent again behind that, with a
     * list of its own. Whether the directory could be made shows in the second answer; a refusal only says why not.
     *
     * The token is czxid * 1024: czxids rise with each create in the whole ensemble, for ever, while the numbers in the
     * names begin at 0 again when an empty directory is reaped.
     */
    private static final int TOKENS = 1024;
    private static final int MAX_PARENT_TRIES = 5;
    private static final long RESEND_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** A holder that does not hear of a new size in that time is stopped or cut off. */
    private static final long HEARING_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How far it has come. */
    enum State {
        /** There is no connection: the create is still to be sent. */
        UNSENT,
        /** The create is on its way. */
        SENT,
        /** The reply to the create was lost: the node may be there or not. */
        UNKNOWN,
        /** The node is there, and is ours. */
        PLACED,
        /** Placed, and told that its permits fit. */
        GRANTED,
        /** No longer in line, and never again. */
        GONE
    }

    /** The queue of which it is a place. Called under the guard. */
    interface Owner {
        /** Where the contenders are. */
        String directory();

        /** Has its create sent, with whatever else must be asked. */
        void send(Place place, Session session);

        /** Has the line listed, behind what was sent. */
        void askList(Session session);

        /** Its node is there. */
        void placed(Place place, ContenderName name);

        /** Finds out who stands before it, if that is not known, and grants what fits. */
        void judge(Place place, ContenderName name, Session session);

        /** How many permits there are; 0 while that is not certain. */
        int size();

        /** Out of how many one more place wants its permits, if with it our places want them all; else 0. */
        int outOf(int permits);

        /** A list has it, and so everybody before it. */
        void judged(Place place);

        /** It is no more, in the store and here. */
        void gone(Place place);

        /** Its node may not be deleted, and so is there until the session ends. */
        void stays(Code refusal);

        /** What was answered when one of ours was to be deleted, which so stays there; null if none does. */
        @Nullable Code staying();

        /** Others may fit now. */
        void settle(Session session);
    }

    private final ZooKeeperStore store;
    private final Resource resource;
    private final Guard guard;
    private final Owner owner;

    /** Where its node is to be, but for the number that ZooKeeper appends. */
    private final String wanted;

    private final String thread;
    private final ContenderListener listener;
    private final CompletableFuture<Void> left = new CompletableFuture<>();
    private State state = State.UNSENT;

    /** It was told to leave. */
    private boolean leaving;

    /** The delete is on its way. */
    private boolean deleteSent;

    /** Why the directory could not be made, if it was refused. */
    private @Nullable Code parentsRefused;

    private @Nullable Session session;

    /** Where its node is; null before it is placed, as its name. */
    private @Nullable String path;

    private @Nullable ContenderName name;

    final int permits;

    /** The size that its name tells, if no other was heard since it was made; else 0. */
    private int outOf;

    /** Its name tells a size that is not any more; its node is still to be written to. */
    private boolean toShare;

    /** The write that shares it is on its way. */
    private boolean shareSent;

    // What its queue notes of it.

    /** The picture of the line is known to hold everybody before it. */
    boolean judged;

    /** A list was asked for after its create. */
    boolean listAsked;

    /** So many stood before it that the line is not followed for it; see {@link Sentinel}. */
    boolean far;

    /** The listener was told that it waits. */
    boolean toldWaiting;

    private boolean sharingAwaited;
    private boolean sharingOverdue;

    Place(
            ZooKeeperStore store,
            Resource resource,
            Guard guard,
            Owner owner,
            int permits,
            String thread,
            ContenderListener listener) {
        this.store = store;
        this.resource = resource;
        this.guard = guard;
        this.owner = owner;
        this.permits = permits;
        this.outOf = owner.outOf(permits);
        this.wanted = ContenderName.pathIn(owner.directory(), resource.kind(), permits, outOf);
        this.thread = thread;
        this.listener = listener;
    }

    // ------------------------------------------------------------------ how far it has come

    /** Its name and birth; null before it is placed. */
    @Nullable ContenderName name() {
        return name;
    }

    boolean isIn(Session other) {
        return session == other;
    }

    boolean isUnsent() {
        return state == State.UNSENT && !leaving;
    }

    /** Its node is there, and nothing is granted for it yet. */
    boolean isPlaced() {
        return state == State.PLACED && !leaving;
    }

    /** It can be granted as soon as it fits. */
    boolean waits(Session present) {
        return isPlaced() && judged && session == present;
    }

    boolean isGranted() {
        return state == State.GRANTED;
    }

    boolean isLeaving() {
        return leaving;
    }

    boolean isBefore(Place other) {
        return name != null && other.name != null && name.compareTo(other.name) < 0;
    }

    // ------------------------------------------------------------------ its create

    void send(Session present) {
        state = State.SENT;
        session = present;
        sendCreate(present, 1);
    }

    private void sendCreate(Session present, int attempt) {
        present.create(
                wanted,
                store.dataOf(thread),
                CreateMode.EPHEMERAL_SEQUENTIAL,
                (code, path, stat) -> guard.run(() -> created(present, attempt, code, path, stat)));
    }

    private void created(Session asked, int attempt, Code code, @Nullable String path, @Nullable Stat stat) {
        if (session == asked && state == State.SENT) {
            Code refusal = code == Code.OK ? owner.staying() : code;
            switch (stat == null ? code : Code.OK) {
                case OK ->
                    placed(
                            asked,
                            path == null ? wanted : path,
                            stat,
                            refusal == null ? null : Failures.of(refusal, "acquire " + resource, owner.directory()));
                case CONNECTIONLOSS -> state = State.UNKNOWN; // reconnected() will tell
                case NONODE -> makeDirectory(asked, attempt);
                default -> refused(Failures.of(code, "acquire " + resource, owner.directory()));
            }
        }
    }

    private void makeDirectory(Session asked, int attempt) {
        Code refusal = parentsRefused;
        if (leaving) {
            gone();
        } else if (refusal != null) {
            refused(Failures.of(refusal, "acquire " + resource, owner.directory()));
        } else if (attempt > MAX_PARENT_TRIES) {
            refused(new StoreContentException("cannot acquire " + resource + ": " + owner.directory()
                    + " vanishes again and again while contenders are made in it; see who deletes it"));
        } else {
            asked.makeParents(
                    owner.directory() + "/", CreateMode.CONTAINER, code -> guard.run(() -> refuseParents(code)));
            sendCreate(asked, attempt + 1);
            owner.askList(asked);
        }
    }

    private void refuseParents(Code code) {
        parentsRefused = code;
    }

    /** Its node is there; it may not count on that if there is an objection. */
    private void placed(Session asked, String node, @Nullable Stat stat, @Nullable SignalboxException objection) {
        ContenderName parsed = ContenderName.parse(resource.kind(), ContenderName.nodeAt(node));
        if (parsed == null || stat == null || stat.getEphemeralOwner() != asked.id()) {
            refused(new StoreContentException("cannot acquire " + resource + ": " + node
                    + " is not a contender of this session; see who changes nodes there"));
            return;
        }
        ContenderName ours = parsed.bornIn(stat.getCzxid());
        state = State.PLACED;
        path = node;
        name = ours;
        owner.placed(this, ours);
        if (leaving) {
            sendDelete();
        } else if (objection != null) {
            fail(objection);
        } else {
            sized(owner.size());
            share();
            owner.judge(this, ours, asked);
        }
    }

    /** Compares it with a list that was answered just now. */
    void takeUp(Session asked, List<String> children, boolean behindBarrier) {
        switch (state) {
            case PLACED -> {
                if (name == null || children.contains(name.name())) {
                    owner.judged(this);
                } else {
                    missed();
                }
            }
            case UNKNOWN -> {
                if (behindBarrier) {
                    find(asked, children);
                }
            }
            default -> {}
        }
    }

    /** The reply to its create was lost: was the node made? */
    private void find(Session asked, List<String> children) {
        String begin = ContenderName.nodeAt(wanted);
        for (String child : children) {
            if (child.startsWith(begin)) {
                state = State.SENT;
                listAsked = false; // what was asked for before now is lost, or answered too soon for this place
                asked.find(
                        owner.directory() + "/" + child,
                        (code, path, stat) -> guard.run(() -> found(asked, code, path, stat)));
                return;
            }
        }
        if (leaving) {
            gone();
        } else {
            owner.send(this, asked);
        }
    }

    private void found(Session asked, Code code, @Nullable String path, @Nullable Stat stat) {
        if (code == Code.NONODE) {
            vanished();
        } else {
            created(asked, MAX_PARENT_TRIES, code, path, stat);
        }
    }

    /** It fits, and is told so. */
    void grant(Session present) {
        long czxid = name == null ? 0 : name.birth();
        if (czxid > Long.MAX_VALUE / TOKENS - 1) {
            fail(new StoreContentException("cannot acquire " + resource
                    + ": the epoch of the ensemble has grown past what a fencing token can carry"));
            return;
        }
        state = State.GRANTED;
        Grant grant = new Grant(czxid * TOKENS, TOKENS, present.tenure());
        guard.tell(() -> listener.granted(grant));
    }

    void tellWaiting() {
        toldWaiting = true;
        guard.tell(listener::waiting);
    }

    /** Whether those before it that are out of an older size have had the time to hear of the new one. */
    boolean isSharingOverdue() {
        return sharingOverdue;
    }

    /** Gives them that time, once. */
    void awaitSharing() {
        if (!sharingAwaited) {
            sharingAwaited = true;
            store.later(HEARING_NANOS, () -> guard.run(this::sharingIsOverdue));
        }
    }

    private void sharingIsOverdue() {
        sharingOverdue = true;
        if (isPlaced() && session != null && session.isConnected()) {
            owner.settle(session);
        }
    }

    // ------------------------------------------------------------------ all there is, or shared

    @Override
    public int outOf() {
        return outOf;
    }

    /** The size may have become known, or another one. */
    void sized(int size) {
        if (outOf > 0 && size > 0 && size != outOf) {
            outOf = 0;
            toShare = true;
            guard.tell(listener::resized);
            share();
        }
    }

    /** Lets those behind it know that we have heard of another size, as soon as its node is known to be there. */
    private void share() {
        if (toShare && !shareSent && !leaving && session != null && path != null && session.isConnected()) {
            shareSent = true;
            session.setData(path, store.dataOf(thread), -1, (code, node, stat) -> guard.run(() -> shared(code)));
        }
    }

    private void shared(Code code) {
        shareSent = false;
        switch (code) {
            case OK, NONODE, SESSIONEXPIRED -> toShare = false;
            case CONNECTIONLOSS -> {} // sent again when the connection stands
            case NOAUTH -> {
                toShare = false;
                store.log()
                        .warn(
                                "cannot share {}: ZooKeeper refuses to write to {} in {} ({}), so the new size is of no"
                                        + " use to others until it is released; allow WRITE there",
                                resource,
                                name,
                                owner.directory(),
                                code);
            }
            default -> store.later(RESEND_NANOS, () -> guard.run(this::share)); // the server was too busy, or the like
        }
    }

    // ------------------------------------------------------------------ its end

    @Override
    public CompletionStage<Void> leave() {
        if (goAway() && session != null) {
            owner.settle(session);
        }
        return left;
    }

    /** Has its node deleted as soon as it is known to be there. */
    private boolean goAway() {
        if (leaving || state == State.GONE) {
            return false;
        }
        leaving = true;
        switch (state) {
            case UNSENT -> gone();
            case PLACED, GRANTED -> sendDelete();
            default -> {} // when its create is answered, or the connection stands again
        }
        return true;
    }

    private void sendDelete() {
        if (session == null || path == null || deleteSent || state == State.GONE || !session.isConnected()) {
            return; // sent when the connection stands again
        }
        deleteSent = true;
        if (far && state == State.GRANTED) {
            session.changeAndDelete(path, code -> guard.run(() -> deleted(code)));
        } else {
            session.delete(path, code -> guard.run(() -> deleted(code)));
        }
    }

    private void deleted(Code code) {
        deleteSent = false;
        switch (code) {
            case OK, NONODE, SESSIONEXPIRED -> gone();
            case CONNECTIONLOSS -> {} // sent again when the connection stands
            case NOAUTH -> stays(code);
            default ->
                store.later(RESEND_NANOS, () -> guard.run(this::sendDelete)); // the server was too busy, or the like
        }
    }

    private void stays(Code code) {
        store.log()
                .warn(
                        "cannot release {}: ZooKeeper refuses to delete {} in {} ({}), so it is held until the session"
                                + " ends; allow DELETE there",
                        resource,
                        name,
                        owner.directory(),
                        code);
        owner.stays(code);
        gone();
    }

    /** It is no more, in the store and here. */
    private void gone() {
        if (state != State.GONE) {
            state = State.GONE;
            guard.tell(() -> left.complete(null));
            owner.gone(this);
        }
    }

    /** It will never be granted; its node, if there is one or will be, goes. */
    void fail(SignalboxException cause) {
        if (!leaving && state != State.GONE) {
            guard.tell(() -> listener.failed(cause));
            goAway();
        }
    }

    /** Its create did not make a node of ours, and never will. */
    private void refused(SignalboxException cause) {
        if (!leaving) {
            guard.tell(() -> listener.failed(cause));
        }
        gone();
    }

    /** Its node is not among those that are there. */
    void missed() {
        if (state == State.PLACED && !deleteSent) {
            vanished();
        }
    }

    /** Somebody else has deleted the node while it waited. */
    void vanished() {
        end(!leaving, "the place in the line of " + resource + " was deleted by somebody else");
    }

    /** The session is over. */
    void over() {
        end(!leaving && state != State.GRANTED, "the session with ZooKeeper ended while waiting for " + resource);
    }

    private void end(boolean tell, String why) {
        gone();
        if (tell) {
            guard.tell(() -> listener.failed(new StoreUnavailableException(why)));
        }
    }

    // ------------------------------------------------------------------ is it still there?

    /**
     * The connection stands again, in its session.
     *
     * @return whether a list must tell what became of it, or of those before it
     */
    boolean reconnected(Session present) {
        share();
        if (leaving && name != null) {
            sendDelete();
        } else if (state == State.GRANTED) {
            confirm(present); // a recall that came meanwhile was not heard
        }
        return state == State.UNKNOWN || state == State.PLACED;
    }

    /** Somebody may have put it out of the line. */
    void recalled(Session present) {
        if (session == present && state == State.GRANTED && !leaving) {
            confirm(present);
        }
    }

    private void confirm(Session present) {
        if (path != null) {
            present.exists(path, (code, node, stat) -> guard.run(() -> confirmed(present, code)));
        }
    }

    private void confirmed(Session asked, Code code) {
        if (code == Code.NONODE && state == State.GRANTED && !leaving) {
            guard.tell(listener::revoked);
            gone();
            owner.settle(asked);
        }
    }
}
