package io.signalbox.benchmarks;

import io.signalbox.Signalbox;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.ExponentialBackoffRetry;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;

/**
 * The clients of one scenario, each with a session and a connection of its own, as if in a process of its own. The first of
 * each contestant is connected with the first server, the second with the second, and so on around: a leader answers sooner
 * than a follower, so contestants on different servers could not be compared.
 */
final class Clients implements AutoCloseable {

    private static final int SESSION_MILLIS = 30_000;

    /** Something to close, whatever it throws. */
    @FunctionalInterface
    private interface End {
        void run() throws Exception;
    }

    private final List<String> servers;
    private final List<End> ends = new ArrayList<>();
    private int boxes;
    private int curators;
    private int raws;

    Clients(Servers servers) {
        this.servers = servers.addresses();
    }

    /** Of all servers. */
    String url(String options) {
        return url(String.join(",", servers), options);
    }

    private static String url(String addresses, String options) {
        return "zookeeper://" + addresses + "/signalbox?" + options;
    }

    private String server(int client) {
        return servers.get(client % servers.size());
    }

    Signalbox box() {
        return box("session-timeout=" + SESSION_MILLIS + "ms");
    }

    Signalbox box(String options) {
        Signalbox box = Signalbox.open(url(server(boxes++), options));
        ends.add(box::close);
        return box;
    }

    List<Signalbox> boxes(int count) {
        List<Signalbox> boxes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boxes.add(box());
        }
        return boxes;
    }

    CuratorFramework curator() {
        CuratorFramework curator = connectedCurator(server(curators++));
        ends.add(curator::close);
        return curator;
    }

    /** Connected with any of the servers; whoever asks for it closes it. */
    CuratorFramework newCurator() {
        return connectedCurator(String.join(",", servers));
    }

    private static CuratorFramework connectedCurator(String addresses) {
        CuratorFramework curator = CuratorFrameworkFactory.newClient(
                addresses, SESSION_MILLIS, 15_000, new ExponentialBackoffRetry(100, 5));
        curator.start();
        try {
            curator.blockUntilConnected();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
        return curator;
    }

    List<CuratorFramework> curators(int count) {
        List<CuratorFramework> curators = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            curators.add(curator());
        }
        return curators;
    }

    ZooKeeper raw() throws IOException, InterruptedException {
        ZooKeeper raw = newRaw();
        ends.add(raw::close);
        return raw;
    }

    /** Connected; whoever asks for it closes it. */
    ZooKeeper newRaw() throws IOException, InterruptedException {
        return connectedRaw(server(raws++));
    }

    /** Connected with any of the servers; whoever asks for it closes it. */
    ZooKeeper newRawOfAny() throws IOException, InterruptedException {
        return connectedRaw(String.join(",", servers));
    }

    private static ZooKeeper connectedRaw(String addresses) throws IOException, InterruptedException {
        CountDownLatch connected = new CountDownLatch(1);
        ZooKeeper raw = new ZooKeeper(addresses, SESSION_MILLIS, event -> {
            if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
                connected.countDown();
            }
        });
        connected.await();
        return raw;
    }

    /** A node, and what is missing above it. */
    static void make(ZooKeeper raw, String path) throws KeeperException, InterruptedException {
        for (int slash = path.indexOf('/', 1); ; slash = path.indexOf('/', slash + 1)) {
            try {
                raw.create(
                        slash < 0 ? path : path.substring(0, slash),
                        new byte[0],
                        ZooDefs.Ids.OPEN_ACL_UNSAFE,
                        CreateMode.PERSISTENT);
            } catch (KeeperException.NodeExistsException e) {
                // as wanted
            }
            if (slash < 0) {
                return;
            }
        }
    }

    /** All at once: each close of a client takes a tenth of a second and more. */
    @Override
    public void close() {
        List<Thread> threads = new ArrayList<>();
        for (End end : ends) {
            Thread thread = new Thread(
                    () -> {
                        try {
                            end.run();
                        } catch (Exception e) {
                            System.err.println("cannot close a client: " + e);
                        }
                    },
                    "close");
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted", e);
            }
        }
    }
}
