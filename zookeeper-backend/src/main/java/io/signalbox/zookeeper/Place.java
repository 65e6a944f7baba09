package io.signalbox.zookeeper;

import io.signalbox.spi.Contender;
import io.signalbox.spi.ContenderListener;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;

/** A contender of our own. All fields that change are guarded by the guard of its {@link ZooKeeperQueue}. */
final class Place implements Contender {

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

    private final ZooKeeperQueue queue;
    final String prefix;
    final int permits;
    final String thread;
    final ContenderListener listener;
    final CompletableFuture<Void> left = new CompletableFuture<>();

    State state = State.UNSENT;

    /** It was told to leave. */
    boolean leaving;

    /** The delete is on its way. */
    boolean deleteSent;

    /** The picture of the line is known to hold everybody before it. */
    boolean judged;

    /** A list was asked for after its create. */
    boolean listAsked;

    /** So many stood before it that the line is not followed for it; see {@link Sentinels}. */
    boolean far;

    /** Why the directory could not be made, if it was refused. */
    @Nullable Code parentsRefused;

    /** The listener was told that it waits. */
    boolean toldWaiting;

    @Nullable Session session;

    @Nullable ContenderName name;

    long czxid;

    Place(ZooKeeperQueue queue, String prefix, int permits, String thread, ContenderListener listener) {
        this.queue = queue;
        this.prefix = prefix;
        this.permits = permits;
        this.thread = thread;
        this.listener = listener;
    }

    /** The node is in the line and is not being taken out. */
    boolean isInLine() {
        return (state == State.PLACED || state == State.GRANTED) && !leaving;
    }

    @Override
    public CompletionStage<Void> leave() {
        return queue.leave(this);
    }
}
