package io.signalbox.zookeeper;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one session on their way to the server: in the order of the calls, and no more of them at once than the
 * server answers in good time. Safe for use by many threads.
 */
final class Outbox {
    /*
     * A write proves that the session lived when it was sent (see Tenure). ZooKeeper's client takes as many as it is given,
     * and puts them all on the connection. If they are more than the store answers in half a session timeout, what was
     * granted first is lost before the last is answered: all were sent at the beginning, and a heartbeat stands behind them.
     * So what is too much waits here, and is sent when answers come; then its answer proves the more.
     *
     * How much is too much, as in TCP (Jacobson, Congestion Avoidance and Control, 1988; RFC 5681): there is a window. It
     * begins with LEAST, and grows by one with each answer in good time while something waits, so it doubles in a round
     * trip. When an answer is late it is LEAST again; when nothing waits any more it is what is in use. Late is later than
     * T/48. When the first late answer shows what the store can do, no more than twice as much is on its way, so a store
     * that stays as fast as it is answers everything within T/24, and a heartbeat too. A proof takes three writes, one
     * behind the other's answer (see Proof), so what is proven is then no older than four times that and two looks whether
     * a heartbeat is due, T/48 each: 5 T/24 in all, where doubt begins with 8. A store that needs more than T/24 for LEAST
     * requests comes nearer to that. With LEAST on their way it is busy, however slow; one that is far is sent twice as
     * much each round trip, so it does not take many until it is.
     *
     * The order stays: nothing is sent while something waits, but for heartbeats, behind which nobody stands. While the
     * one who empties the box is about to send what it has taken out, `emptying`, what comes is put in.
     *
     * Is there always somebody to empty it? It holds something only while answers are missing, or somebody empties it; and
     * with each answer it is emptied as far as the window allows. The answers that a lost connection gives do not empty it:
     * what is in it would get on the next connection ahead of what that begins with. It is lost with the others, when the
     * loss is told. Without a connection nothing is held: ZooKeeper's client answers soon, one way or the other.
     *
     * Requests are sent, and told that they are lost, without the guard: a handle that is closed answers on the spot.
     */
    static final int LEAST = 64;

    /** What is to be sent. */
    interface Request {
        void send();

        /** The connection is lost, and it was never sent. */
        void lose();
    }

    private final ReentrantLock guard = new ReentrantLock();

    @GuardedBy("guard") private final Deque<Request> waiting = new ArrayDeque<>();

    @GuardedBy("guard") private boolean connected;

    @GuardedBy("guard") private boolean emptying;

    @GuardedBy("guard") private int unanswered;

    @GuardedBy("guard") private int window = LEAST;

    @GuardedBy("guard") private long lateNanos;

    /** The connection stands; an answer is late after so long. */
    void connected(long nanos) {
        guard.lock();
        try {
            connected = true;
            lateNanos = nanos;
        } finally {
            guard.unlock();
        }
    }

    /** Sends a request when it is its turn. */
    void send(Request request) {
        guard.lock();
        try {
            if (connected && (emptying || !waiting.isEmpty() || unanswered >= window)) {
                waiting.add(request);
                return;
            }
            unanswered++;
        } finally {
            guard.unlock();
        }
        request.send();
    }

    /** Sends a request ahead of all that wait. */
    void sendAtOnce(Request request) {
        guard.lock();
        try {
            unanswered++;
        } finally {
            guard.unlock();
        }
        request.send();
    }

    /**
     * A request was answered.
     *
     * @param lost whether it is the loss of the connection that did
     * @param nanos after it was sent
     */
    void answered(boolean lost, long nanos) {
        guard.lock();
        try {
            unanswered--;
            if (lost || nanos > lateNanos) {
                window = LEAST;
            } else if (waiting.isEmpty()) {
                window = Math.max(LEAST, unanswered);
            } else {
                window++;
            }
            if (lost || emptying || waiting.isEmpty()) {
                return;
            }
            emptying = true;
        } finally {
            guard.unlock();
        }
        for (Request next = next(); next != null; next = next()) {
            next.send();
        }
    }

    private @Nullable Request next() {
        guard.lock();
        try {
            Request next = unanswered < window ? waiting.poll() : null;
            if (next == null) {
                emptying = false;
            } else {
                unanswered++;
            }
            return next;
        } finally {
            guard.unlock();
        }
    }

    /** The connection is lost, for now or for good. */
    void disconnected() {
        List<Request> lost;
        guard.lock();
        try {
            connected = false;
            lost = List.copyOf(waiting);
            waiting.clear();
        } finally {
            guard.unlock();
        }
        lost.forEach(Request::lose);
    }
}
