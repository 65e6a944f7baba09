package io.signalbox;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Completes futures on the callback threads, in the order in which they are sent, many with one task. */
final class Courier {
    /*
     * A future that is granted in a callback of another one, as in a chain of asynchronous acquires, would cost a task and
     * the waking of a thread each. So one task, a round, delivers what is there, and what is sent while it is under way.
     *
     * Nothing is forgotten. send() puts its delivery into the queue before it looks for a round; a round that has found
     * the queue empty looks once more after it has signed off. So one of the two sees the other.
     *
     * A callback may block (A3), even on a future that stands behind it in the queue. So nothing waits for a round that
     * stands still: whoever sends while one is under way sees to it that the timer thread has a look, and if it sees
     * the same delivery at the head twice, each that is queued gets a round of its own, as if there were no courier. That
     * costs those behind a callback that blocks two looks, no more; and while nothing blocks, a look a millisecond. A
     * round that the executor has not begun is waited for: as long as it has no thread for one, more are of no use.
     *
     * A round ends after so many deliveries and asks the executor for another, or a chain without end would keep a
     * thread to itself, and with it all the other tasks of an executor that has only one.
     */
    private static final Logger LOG = LoggerFactory.getLogger(Signalbox.class);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int DELIVERIES = 256;

    private final BoxRuntime box;
    private final ConcurrentLinkedQueue<Runnable> deliveries = new ConcurrentLinkedQueue<>();
    private final AtomicInteger rounds = new AtomicInteger(); // under way, or asked for
    private final AtomicInteger asked = new AtomicInteger(); // asked for, and not begun
    private final AtomicBoolean watched = new AtomicBoolean();

    private @Nullable Runnable seenAtTheHead; // used by one look at a time; they follow each other by way of the timer

    Courier(BoxRuntime box) {
        this.box = box;
    }

    /** Completes a future soon, on a callback thread. */
    void send(Runnable delivery) {
        deliveries.add(delivery);
        if (box.isClosed()) {
            rounds.incrementAndGet();
            askForRound(); // there may be no timer any more that would have a look
        } else if (rounds.compareAndSet(0, 1)) {
            askForRound();
        } else if (!watched.get()) {
            watch();
        }
    }

    /** Each delivery that is queued gets a round of its own. */
    void hurry() {
        for (int missing = deliveries.size() - asked.get(); missing > 0; missing--) {
            rounds.incrementAndGet();
            askForRound();
        }
    }

    private void askForRound() {
        asked.incrementAndGet();
        box.callback(this::round);
    }

    private void round() {
        asked.decrementAndGet();
        do {
            for (int left = DELIVERIES; left > 0; left--) {
                Runnable next = deliveries.poll();
                if (next == null) {
                    break;
                }
                deliver(next);
            }
            if (!deliveries.isEmpty()) {
                askForRound();
                return;
            }
            rounds.decrementAndGet();
        } while (!deliveries.isEmpty() && rounds.incrementAndGet() > 0);
    }

    private static void deliver(Runnable delivery) {
        try {
            delivery.run();
        } catch (RuntimeException | Error e) { // the next must be told all the same
            LOG.warn("a callback threw an exception", e);
        }
    }

    private void watch() {
        if (watched.compareAndSet(false, true)) {
            box.after(LOOK_NANOS, this::look);
        }
    }

    @SuppressWarnings("ReferenceEquality") // the same delivery, not an equal one
    private void look() {
        Runnable head = deliveries.peek();
        if (head == null) {
            seenAtTheHead = null;
            watched.set(false);
            if (!deliveries.isEmpty()) {
                watch(); // whoever sent it may have believed that we would look
            }
            return;
        }
        if (head == seenAtTheHead && asked.get() == 0) {
            hurry();
        }
        seenAtTheHead = head;
        box.after(LOOK_NANOS, this::look);
    }
}
