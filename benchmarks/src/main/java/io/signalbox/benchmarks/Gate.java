package io.signalbox.benchmarks;

import io.signalbox.DistributedLock;
import io.signalbox.DistributedSemaphore;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.framework.recipes.locks.InterProcessSemaphoreV2;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;

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

    /** No gate: the least that a cycle can be, a pair of requests of the bare store, each awaited. */
    static Gate bare(ZooKeeper session, String node) {
        return () -> {
            String made =
                    session.create(node, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL_SEQUENTIAL);
            return () -> session.delete(made, -1);
        };
    }

    /** As {@link #bare}, but answered on the client's own thread for callbacks, so that a wait can be given up in time. */
    static Gate bareByCallbacks(ZooKeeper session, String node) {
        return () -> {
            String name = created(session, node).join();
            return () -> deleted(session, name).join();
        };
    }

    private static CompletableFuture<String> created(ZooKeeper session, String node) {
        CompletableFuture<String> made = new CompletableFuture<>();
        session.create(
                node,
                new byte[0],
                ZooDefs.Ids.OPEN_ACL_UNSAFE,
                CreateMode.EPHEMERAL_SEQUENTIAL,
                (code, path, context, name) -> made.complete(name),
                null);
        return made;
    }

    private static CompletableFuture<Integer> deleted(ZooKeeper session, String name) {
        CompletableFuture<Integer> gone = new CompletableFuture<>();
        session.delete(name, -1, (code, path, context) -> gone.complete(code), null);
        return gone;
    }

    /** A pair of requests of the bare store by callbacks, of which only the first is awaited; completes with the second. */
    static CompletableFuture<Integer> bareWithoutWait(ZooKeeper session, String node) {
        return deleted(session, created(session, node).join());
    }

    /** As {@link #bare}, but with a look at who else is there: the list is sent back to back with the create. */
    static Gate bareWithList(ZooKeeper session, String directory) {
        return () -> {
            CompletableFuture<List<String>> listed = new CompletableFuture<>();
            CompletableFuture<String> made = created(session, directory + "/n");
            session.getChildren(directory, false, (code, path, context, names) -> listed.complete(names), null);
            listed.join();
            return () -> session.delete(made.join(), -1);
        };
    }

    static Gate semaphoreV2(CuratorFramework curator, String path, int permits) {
        InterProcessSemaphoreV2 semaphore = new InterProcessSemaphoreV2(curator, path, permits);
        return semaphore::acquire;
    }
}
