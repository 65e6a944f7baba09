package io.signalbox.zookeeper;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;

/** A ZooKeeper server in this JVM, so that a test can look inside. Its data goes with it. */
final class TestServer implements StoreServer {

    static final int TICK_MILLIS = 200;

    private final Path directory;
    private ZooKeeperServer server;
    private ServerCnxnFactory connections;

    TestServer() throws Exception {
        System.setProperty("zookeeper.admin.enableServer", "false");
        this.directory = Files.createTempDirectory("signalbox-test-zookeeper");
        this.server = newServer();
        this.connections = listen(0);
        connections.startup(server);
    }

    /** Grants each session the timeout that it asks for, however long: the short tick is for short ones. */
    private ZooKeeperServer newServer() throws IOException {
        ZooKeeperServer fresh = new ZooKeeperServer(directory.toFile(), directory.toFile(), TICK_MILLIS);
        fresh.setMaxSessionTimeout(Integer.MAX_VALUE);
        return fresh;
    }

    private static ServerCnxnFactory listen(int port) throws IOException {
        NIOServerCnxnFactory factory = new NIOServerCnxnFactory();
        factory.configure(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        return factory;
    }

    @Override
    public int port() {
        return connections.getLocalPort();
    }

    @Override
    public void restart() throws Exception {
        int port = port();
        connections.shutdown();
        server = newServer();
        connections = listen(port);
        connections.startup(server);
    }

    /** Ends a session as if it had been silent for too long. */
    void expire(long sessionId) {
        server.closeSession(sessionId);
    }

    /** After how much silence each session is given up. */
    List<Duration> sessionTimeouts() {
        return server.getZKDatabase().getSessionWithTimeOuts().values().stream()
                .map(Duration::ofMillis)
                .toList();
    }

    @Override
    public boolean hasSession(long sessionId) {
        return server.getZKDatabase().getSessions().contains(sessionId);
    }

    @Override
    public List<String> children(String path) {
        try {
            return server.getZKDatabase().getDataTree().getChildren(path, null, null);
        } catch (org.apache.zookeeper.KeeperException.NoNodeException e) {
            return List.of();
        }
    }

    /** A node and all that is below it; none if it is not there. */
    List<String> paths(String path) {
        List<String> paths = new ArrayList<>();
        if (server.getZKDatabase().getNode(path) != null) {
            paths.add(path);
            children(path).forEach(child -> paths.addAll(paths(path + "/" + child)));
        }
        return paths;
    }

    List<ACL> acl(String path) {
        try {
            return server.getZKDatabase().getDataTree().getACL(path, new org.apache.zookeeper.data.Stat());
        } catch (org.apache.zookeeper.KeeperException.NoNodeException e) {
            throw new AssertionError("no node " + path, e);
        }
    }

    @Override
    public byte[] data(String path) {
        try {
            return server.getZKDatabase().getDataTree().getData(path, new org.apache.zookeeper.data.Stat(), null);
        } catch (org.apache.zookeeper.KeeperException.NoNodeException e) {
            return new byte[0];
        }
    }

    /** How often a node that is there was written to. */
    int version(String path) {
        return server.getZKDatabase().getNode(path).stat.getVersion();
    }

    @Override
    public int watches(String root) {
        return (int) watchedPaths().filter(path -> path.startsWith(root + "/")).count();
    }

    boolean isWatched(String path) {
        return watchedPaths().anyMatch(path::equals);
    }

    private Stream<String> watchedPaths() {
        java.io.StringWriter text = new java.io.StringWriter();
        server.getZKDatabase().getDataTree().dumpWatches(new java.io.PrintWriter(text), true);
        return text.toString().lines().filter(line -> line.startsWith("/"));
    }

    /** Sets the counter from which the next contender in a directory gets its number. */
    void setSequence(String directoryPath, int next) {
        var node = server.getZKDatabase().getNode(directoryPath);
        synchronized (node) {
            node.stat.setCversion(next);
        }
    }

    /** The number that the next contender in a directory gets, if no create is under way. */
    int sequence(String directoryPath) {
        return server.getZKDatabase().getNode(directoryPath).stat.getCversion();
    }

    @Override
    public void close() throws IOException {
        connections.shutdown();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
