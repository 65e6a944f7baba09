package io.signalbox.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** ZooKeeper servers, each in a process of its own, on free ports of the loopback address. Their data goes with them. */
final class Servers implements AutoCloseable {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int TICK_MILLIS = 500;

    private final Path folder;
    private final List<Process> processes = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private final Thread hook = new Thread(this::end, "servers-end");
    private Traffic ofAsking = new Traffic(0, 0);

    private Servers(Path folder) {
        this.folder = folder;
    }

    /** Returns when all of them serve. */
    static Servers start(Path parent, int size) throws IOException {
        Servers servers = new Servers(Files.createTempDirectory(parent, "signalbox-benchmarks"));
        Runtime.getRuntime().addShutdownHook(servers.hook);
        try {
            servers.startAll(size);
            for (int port : servers.ports) {
                awaitServing(port);
            }
            servers.calibrate();
            return servers;
        } catch (IOException | RuntimeException | Error e) {
            servers.close();
            throw e;
        }
    }

    private void startAll(int size) throws IOException {
        List<Integer> free = freePorts(3 * size);
        ports.addAll(free.subList(0, size));
        StringBuilder members = new StringBuilder();
        for (int id = 1; size > 1 && id <= size; id++) {
            members.append(String.format(
                    Locale.ROOT,
                    "server.%d=127.0.0.1:%d:%d%n",
                    id,
                    free.get(size + id - 1),
                    free.get(2 * size + id - 1)));
        }
        for (int id = 1; id <= size; id++) {
            Path data = Files.createDirectories(folder.resolve("server-" + id));
            Files.writeString(data.resolve("myid"), Integer.toString(id));
            Path config = folder.resolve("server-" + id + ".cfg");
            Files.writeString(
                    config,
                    "tickTime=" + TICK_MILLIS + "\ninitLimit=20\nsyncLimit=20\ndataDir=" + data
                            + "\nclientPortAddress=127.0.0.1\nclientPort=" + ports.get(id - 1)
                            + "\nmaxClientCnxns=0\nmaxSessionTimeout=120000\nadmin.enableServer=false"
                            + "\n4lw.commands.whitelist=srvr,mntr\nforceSync=yes\n" + members);
            processes.add(startServer(config, folder.resolve("server-" + id + ".log")));
        }
    }

    private static Process startServer(Path config, Path log) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms1g",
                        "-Xmx1g",
                        "-XX:+AlwaysPreTouch",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
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
    private static void awaitServing(int port) throws IOException {
        long start = System.nanoTime();
        while (true) {
            try {
                if (ask(port, "srvr").contains("Mode:")) {
                    return;
                }
            } catch (IOException e) {
                // not yet
            }
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new IOException("no server serves on port " + port + " within a minute");
            }
            Pause.millis(50);
        }
    }

    private static String ask(int port, String word) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2_000);
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    /** What asking for the counts adds to them. */
    private void calibrate() throws IOException {
        traffic();
        Traffic first = rawTraffic();
        ofAsking = rawTraffic().minus(first);
    }

    /** What all servers have counted until now, without the asking itself, but with pings of clients. */
    Traffic traffic() throws IOException {
        Traffic now = rawTraffic();
        asked++;
        return now.minus(new Traffic(asked * ofAsking.received(), asked * ofAsking.sent()));
    }

    private long asked;

    private Traffic rawTraffic() throws IOException {
        Traffic sum = new Traffic(0, 0);
        for (int port : ports) {
            String counts = ask(port, "mntr");
            sum = sum.plus(new Traffic(count(counts, "zk_packets_received"), count(counts, "zk_packets_sent")));
        }
        return sum;
    }

    private static long count(String counts, String name) {
        return counts.lines()
                .filter(line -> line.startsWith(name + "\t"))
                .mapToLong(line -> (long)
                        Double.parseDouble(line.substring(name.length() + 1).strip()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the server does not tell " + name));
    }

    int size() {
        return ports.size();
    }

    List<String> addresses() {
        return ports.stream().map(port -> "127.0.0.1:" + port).toList();
    }

    private void end() {
        processes.forEach(Process::destroyForcibly);
        try {
            for (Process process : processes) {
                process.waitFor();
            }
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            System.err.println("left behind: " + folder + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
