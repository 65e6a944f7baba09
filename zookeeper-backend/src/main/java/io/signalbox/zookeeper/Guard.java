package io.signalbox.zookeeper;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** The guard of one queue and of all its parts. What is to be told under it is told when it is released. */
@SuppressWarnings("serial") // nobody writes it anywhere
final class Guard extends ReentrantLock {
    /*
     * Listeners are strangers, and no lock is held while they are called. So what they are to be told is collected while
     * the guard is held, and told behind the last unlock, in order. Whoever joins and leaves does so under the guard, which
     * is lent to it, and is told when it gives that back. If a handle that is closed answers from within a request, that is
     * an inner hold of the same thread, and the outer one tells.
     */

    /** Guarded by this itself. Very many queues may be idle, so the list is made when it is needed. */
    private List<Runnable> effects = List.of();

    /** Does under the guard what an answer or an event of the store brings. */
    void run(Runnable change) {
        lock();
        try {
            change.run();
        } finally {
            unlock();
        }
    }

    /** Something is to be told to a listener. */
    void tell(Runnable effect) {
        if (!isHeldByCurrentThread()) {
            throw new IllegalMonitorStateException("the guard is not held");
        }
        if (effects.isEmpty()) {
            effects = new ArrayList<>(2);
        }
        effects.add(effect);
    }

    @Override
    public void unlock() {
        List<Runnable> taken = List.of();
        if (getHoldCount() == 1) {
            taken = effects;
            effects = List.of();
        }
        super.unlock();
        taken.forEach(Runnable::run);
    }
}
