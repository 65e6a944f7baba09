package io.signalbox;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** A {@link DistributedLock} as the JDK's type: reentrant, owned by threads. */
final class LockView implements Lock {

    /** A thread's lease and how often it has taken it; used by that thread only. */
    private static final class Hold {
        private final Lease lease;
        private int count = 1;

        Hold(Lease lease) {
            this.lease = lease;
        }
    }

    private final PermitLine line;
    private final Map<Thread, Hold> holds = new ConcurrentHashMap<>(2); // each thread touches its own entry only

    LockView(PermitLine line) {
        this.line = line;
    }

    @Override
    public void lock() {
        if (!reenter()) {
            hold(line.acquireUninterruptibly(1));
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (!reenter()) {
            hold(line.acquire(1));
        }
    }

    @Override
    public boolean tryLock() {
        return reenter() || hold(line.tryAcquire(1));
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return reenter() || hold(line.tryAcquire(1, Duration.ofNanos(unit.toNanos(time))));
    }

    private boolean reenter() {
        Hold hold = holds.get(Thread.currentThread());
        if (hold == null) {
            return false;
        }
        hold.lease.ensureHeld();
        hold.count = Math.incrementExact(hold.count);
        return true;
    }

    private boolean hold(@Nullable Lease lease) {
        if (lease != null) {
            holds.put(Thread.currentThread(), new Hold(lease));
        }
        return lease != null;
    }

    @Override
    public void unlock() {
        Hold hold = holds.get(Thread.currentThread());
        if (hold == null) {
            throw new IllegalMonitorStateException(
                    "cannot unlock " + line.resource + ": this thread does not hold it through this view");
        }
        if (--hold.count == 0) {
            holds.remove(Thread.currentThread());
            hold.lease.close();
        }
    }

    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException("a distributed lock has no conditions; use a DistributedEvent");
    }

    /** In the form of {@link java.util.concurrent.locks.ReentrantLock}. */
    @Override
    public String toString() {
        return line.resource + " as a java.util.concurrent.locks.Lock";
    }
}
