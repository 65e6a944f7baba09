package io.signalbox.local;

import io.signalbox.spi.Contender;
import io.signalbox.spi.ContenderListener;
import io.signalbox.spi.PermitQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;

/** Joins a line and leaves it as a line of the API does: under the guard that the backend lends. */
final class Guarded {

    private Guarded() {}

    static Contender join(PermitQueue queue, int permits, String thread, ContenderListener listener) {
        ReentrantLock guard = queue.guard();
        guard.lock();
        try {
            return queue.join(permits, thread, listener);
        } finally {
            guard.unlock();
        }
    }

    static boolean rest(Contender contender) {
        ReentrantLock guard = ((LocalContender) contender).queue.guard();
        guard.lock();
        try {
            return contender.rest();
        } finally {
            guard.unlock();
        }
    }

    static boolean resume(Contender contender, String thread) {
        ReentrantLock guard = ((LocalContender) contender).queue.guard();
        guard.lock();
        try {
            return contender.resume(thread);
        } finally {
            guard.unlock();
        }
    }

    static CompletionStage<Void> leave(Contender contender) {
        ReentrantLock guard = ((LocalContender) contender).queue.guard();
        guard.lock();
        try {
            return contender.leave();
        } finally {
            guard.unlock();
        }
    }
}
