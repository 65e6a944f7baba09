package io.signalbox.benchmarks;

import io.signalbox.DistributedLock;
import io.signalbox.DistributedSemaphore;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.framework.recipes.locks.InterProcessSemaphoreV2;

/** Whatever a thread enters and leaves: a lock or a semaphore of anybody. What is closed at the end gives it back. */
@FunctionalInterface
interface Gate {

    AutoCloseable enter() throws Exception;

    static Gate of(DistributedLock lock) {
        return lock::acquire;
    }

    static Gate of(DistributedSemaphore semaphore) {
        return semaphore::acquire;
    }

    /** An object for each thread is Curator's best case: a shared one wakes all its waiters at each release. */
    static Gate mutex(CuratorFramework curator, String path) {
        InterProcessMutex mutex = new InterProcessMutex(curator, path);
        return () -> {
            mutex.acquire();
            return mutex::release;
        };
    }

    static Gate semaphoreV2(CuratorFramework curator, String path, int permits) {
        InterProcessSemaphoreV2 semaphore = new InterProcessSemaphoreV2(curator, path, permits);
        return semaphore::acquire;
    }
}
