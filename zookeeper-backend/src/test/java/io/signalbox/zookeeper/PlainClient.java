package io.signalbox.zookeeper;

import io.signalbox.testkit.Timeouts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.data.ACL;

/** Looks at the store, and puts nodes into it, with nothing but ZooKeeper's own client. */
final class PlainClient implements AutoCloseable {

    private final ZooKeeper client;

    PlainClient(String address) throws IOException {
        this(address, new ZKClientConfig());
    }

    PlainClient(String address, ZKClientConfig config) throws IOException {
        CountDownLatch connected = new CountDownLatch(1);
        this.client = new ZooKeeper(
                address,
                10_000,
                event -> {
                    if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
                        connected.countDown();
                    }
                },
                config);
        try {
            if (!connected.await(Timeouts.patience().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IOException("no connection with " + address);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** From then on, by the digest scheme. */
    void login(String user, String password) {
        client.addAuthInfo("digest", (user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** Makes a node, and what is missing above it. */
    String create(String path, CreateMode mode) throws KeeperException, InterruptedException {
        for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
            try {
                client.create(
                        path.substring(0, slash), new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            } catch (KeeperException.NodeExistsException e) {
                // as it should be
            }
        }
        return client.create(path, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, mode);
    }

    /** Makes a node of which everything above is there, and which everybody may change. */
    void add(String path, CreateMode mode) throws KeeperException, InterruptedException {
        client.create(path, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, mode);
    }

    /** The session that a node belongs to. */
    long owner(String path) throws KeeperException, InterruptedException {
        return client.exists(path, false).getEphemeralOwner();
    }

    void setData(String path, byte[] data) throws KeeperException, InterruptedException {
        client.setData(path, data, -1);
    }

    /** Lets everybody do with a node what is listed, and nothing else. */
    void allow(String path, List<ACL> access) throws KeeperException, InterruptedException {
        client.setACL(path, new ArrayList<>(access), -1); // it asks whether there is a null in it
    }

    long session() {
        return client.getSessionId();
    }

    /** Writes to a node and deletes it, at once. */
    void changeAndDelete(String path) throws KeeperException, InterruptedException {
        client.multi(List.of(Op.setData(path, new byte[0], -1), Op.delete(path, -1)));
    }

    /** What happens next to a node that is there, or to its data. */
    CompletableFuture<Watcher.Event.EventType> next(String path) throws KeeperException, InterruptedException {
        CompletableFuture<Watcher.Event.EventType> told = new CompletableFuture<>();
        client.getData(path, event -> told.complete(event.getType()), null);
        return told;
    }

    void delete(String path) throws KeeperException, InterruptedException {
        client.delete(path, -1);
    }

    List<String> children(String path) throws KeeperException, InterruptedException {
        try {
            return client.getChildren(path, false);
        } catch (KeeperException.NoNodeException e) {
            return List.of();
        }
    }

    /** What is read behind it is no older than what another server has confirmed by now. */
    void sync(String path) throws KeeperException, InterruptedException {
        client.sync(path);
    }

    /** The paths of all ephemeral nodes of some name below a path. */
    List<String> contenders(String path) throws KeeperException, InterruptedException {
        List<String> found = new ArrayList<>();
        for (String child : children(path)) {
            String below = path + "/" + child;
            if (child.startsWith("_c_")) {
                found.add(below);
            } else {
                found.addAll(contenders(below));
            }
        }
        return found;
    }

    /** For what is not here. */
    ZooKeeper handle() {
        return client;
    }

    @Override
    public void close() throws InterruptedException {
        client.close();
    }
}
