package io.signalbox.cli;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Signals that arrive: the first ends the wait of one thread; later, once something runs, they are passed on to it. */
final class Signals {

    private final Thread waiter;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock") private SignalTrap.@Nullable Caught caught;

    @GuardedBy("lock") private @Nullable Consumer<SignalTrap.Caught> receiver;

    private Signals(Thread waiter) {
        this.waiter = waiter;
    }

    /** From now on a signal interrupts this thread. */
    static Signals interruptThisThread() {
        Signals signals = new Signals(Thread.currentThread());
        SignalTrap.set(SignalTrap.ENDING, signals::arrive);
        return signals;
    }

    void arrive(SignalTrap.Caught signal) {
        lock.lock();
        try {
            if (receiver != null) {
                receiver.accept(signal);
            } else if (caught == null) {
                caught = signal;
                waiter.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The wait is over: what arrives now is for the receiver. Unless a signal was there before; the receiver gets none then. */
    Optional<SignalTrap.Caught> handOver(Consumer<SignalTrap.Caught> newReceiver) {
        lock.lock();
        try {
            if (caught == null) {
                receiver = newReceiver;
                SignalTrap.set(SignalTrap.OTHERS, newReceiver);
            }
            return Optional.ofNullable(caught);
        } finally {
            lock.unlock();
        }
    }

    /** What has ended the wait, if a signal has. */
    Optional<SignalTrap.Caught> caught() {
        lock.lock();
        try {
            return Optional.ofNullable(caught);
        } finally {
            lock.unlock();
        }
    }
}
