package io.signalbox.cli;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** ZooKeeper servers, each in a process of its own, on free ports of the loopback address. */
final class Ensemble implements AutoCloseable {

    static final Duration TICK = Duration.ofMillis(500);

    private final List<Process> servers = new ArrayList<>();
    private final List<Integer> clientPorts = new ArrayList<>();

    /** Between any two servers, if these can be parted; of server i those that lead to it or from it. */
    private final Map<Integer, List<TcpProxy>> between = new HashMap<>();

    private Ensemble() {}

    /** Returns when all of them serve. */
    static Ensemble start(Path folder, int size) throws IOException {
        return start(folder, size, false);
    }

    /** The same, of servers that can be isolated. */
    static Ensemble startParted(Path folder, int size) throws IOException {
        return start(folder, size, true);
    }

    private static Ensemble start(Path folder, int size, boolean parted) throws IOException {
        Ensemble ensemble = new Ensemble();
        try {
            ensemble.startAll(folder, size, parted);
            ensemble.clientPorts.forEach(Ensemble::awaitServing);
            return ensemble;
        } catch (IOException | RuntimeException | Error e) {
            ensemble.close();
            throw e;
        }
    }

    private void startAll(Path folder, int size, boolean parted) throws IOException {
        List<Path> configs = new ArrayList<>();
        List<ServerSocket> reserved = reservePorts(3 * size); // until the proxies have theirs
        try {
            List<Integer> ports =
                    reserved.stream().map(ServerSocket::getLocalPort).toList();
            clientPorts.addAll(ports.subList(0, size));
            for (int id = 1; id <= size; id++) {
                configs.add(configure(folder, id, size, ports, parted));
            }
        } finally {
            for (ServerSocket socket : reserved) {
                socket.close();
            }
        }
        for (Path config : configs) {
            servers.add(startServer(config, folder.resolve(config.getFileName() + ".log")));
        }
    }

    private Path configure(Path folder, int id, int size, List<Integer> ports, boolean parted) throws IOException {
        StringBuilder members = new StringBuilder();
        for (int peer = 1; size > 1 && peer <= size; peer++) {
            int quorum = ports.get(size + peer - 1);
            int election = ports.get(2 * size + peer - 1);
            boolean direct = !parted || peer == id;
            members.append(String.format(
                    Locale.ROOT,
                    "server.%d=127.0.0.1:%d:%d%n",
                    peer,
                    direct ? quorum : way(id, peer, quorum),
                    direct ? election : way(id, peer, election)));
        }
        Path data = Files.createDirectories(folder.resolve("server-" + id));
        Files.writeString(data.resolve("myid"), Integer.toString(id));
        return Files.writeString(
                folder.resolve("server-" + id + ".cfg"),
                "tickTime=" + TICK.toMillis() + "\ninitLimit=20\nsyncLimit=10\ndataDir=" + data
                        + "\nclientPortAddress=127.0.0.1\nclientPort=" + clientPorts.get(id - 1)
                        + "\nadmin.enableServer=false\n4lw.commands.whitelist=srvr\nforceSync=no\nmaxSessionTimeout=60000\n"
                        + members);
    }

    private int way(int from, int to, int port) throws IOException {
        TcpProxy proxy = TcpProxy.to(port);
        between.computeIfAbsent(from - 1, i -> new ArrayList<>()).add(proxy);
        between.computeIfAbsent(to - 1, i -> new ArrayList<>()).add(proxy);
        return proxy.port();
    }

    private static Process startServer(Path config, Path log) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.apache.zookeeper.server.quorum.QuorumPeerMain",
                        config.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static List<ServerSocket> reservePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        }
        return sockets;
    }

    /** An open port is not enough: a server listens before it serves. */
    private static void awaitServing(int port) {
        await().atMost(Run.PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> serves(port));
    }

    private static boolean serves(int port) {
        return mode(port).contains("Mode:");
    }

    private static String mode(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return "";
        }
    }

    /** A server that follows: the n-th of them, counted round and round. */
    int follower(int n) {
        List<Integer> followers = IntStream.range(0, servers.size())
                .filter(server -> mode(clientPorts.get(server)).contains("Mode: follower"))
                .boxed()
                .toList();
        return followers.get(n % followers.size());
    }

    /** Stops a server where it is, as if it were cut off: its connections stand, and nothing comes over them. */
    void freeze(int server) throws IOException, InterruptedException {
        Run.send("STOP", servers.get(server).pid());
    }

    /** Lets it go on. */
    void thaw(int server) throws IOException, InterruptedException {
        Run.send("CONT", servers.get(server).pid());
    }

    /** Parts a server from its peers; its clients stay with it. */
    void isolate(int server) {
        between.getOrDefault(server, List.of()).forEach(TcpProxy::silence);
    }

    /** Lets it back to its peers. */
    void rejoin(int server) {
        between.getOrDefault(server, List.of()).forEach(TcpProxy::mend);
        awaitServing(clientPorts.get(server));
    }

    int port(int server) {
        return clientPorts.get(server);
    }

    /** Of one server of several. */
    String url(int server, String options) {
        return "zookeeper://127.0.0.1:" + clientPorts.get(server) + "/signalbox-it" + options;
    }

    /** Of all servers. */
    String url(String options) {
        return clientPorts.stream()
                .map(port -> "127.0.0.1:" + port)
                .collect(Collectors.joining(",", "zookeeper://", "/signalbox-it" + options));
    }

    @Override
    public void close() {
        servers.forEach(Process::destroyForcibly);
        between.values().forEach(proxies -> proxies.forEach(TcpProxy::close));
        Run.awaitGone(servers.stream().map(Process::toHandle).toList());
    }
}
