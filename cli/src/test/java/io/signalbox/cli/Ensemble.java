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
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** ZooKeeper servers, each in a process of its own, on free ports of the loopback address. */
final class Ensemble implements AutoCloseable {

    static final Duration TICK = Duration.ofMillis(500);

    private final List<Process> servers = new ArrayList<>();
    private final List<Integer> clientPorts = new ArrayList<>();

    private Ensemble() {}

    /** Returns when all of them serve. */
    static Ensemble start(Path folder, int size) throws IOException {
        Ensemble ensemble = new Ensemble();
        try {
            ensemble.startAll(folder, size);
            ensemble.clientPorts.forEach(Ensemble::awaitServing);
            return ensemble;
        } catch (IOException | RuntimeException | Error e) {
            ensemble.close();
            throw e;
        }
    }

    private void startAll(Path folder, int size) throws IOException {
        List<Integer> ports = freePorts(3 * size);
        clientPorts.addAll(ports.subList(0, size));
        StringBuilder members = new StringBuilder();
        for (int id = 1; size > 1 && id <= size; id++) {
            members.append(String.format(
                    Locale.ROOT,
                    "server.%d=127.0.0.1:%d:%d%n",
                    id,
                    ports.get(size + id - 1),
                    ports.get(2 * size + id - 1)));
        }
        for (int id = 1; id <= size; id++) {
            Path data = Files.createDirectories(folder.resolve("server-" + id));
            Files.writeString(data.resolve("myid"), Integer.toString(id));
            Path config = folder.resolve("server-" + id + ".cfg");
            Files.writeString(
                    config,
                    "tickTime=" + TICK.toMillis() + "\ninitLimit=20\nsyncLimit=10\ndataDir=" + data
                            + "\nclientPortAddress=127.0.0.1\nclientPort=" + clientPorts.get(id - 1)
                            + "\nadmin.enableServer=false\n4lw.commands.whitelist=srvr\nforceSync=no\nmaxSessionTimeout=60000\n"
                            + members);
            servers.add(startServer(config, folder.resolve("server-" + id + ".log")));
        }
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

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    /** An open port is not enough: a server listens before it serves. */
    private static void awaitServing(int port) {
        await().atMost(Run.PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> serves(port));
    }

    private static boolean serves(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).contains("Mode:");
        } catch (IOException e) {
            return false;
        }
    }

    /** Stops a server where it is, as if it were cut off: its connections stand, and nothing comes over them. */
    void freeze(int server) throws IOException, InterruptedException {
        Run.send("STOP", servers.get(server).pid());
    }

    /** Lets it go on. */
    void thaw(int server) throws IOException, InterruptedException {
        Run.send("CONT", servers.get(server).pid());
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
        Run.awaitGone(servers.stream().map(Process::toHandle).toList());
    }
}
