package io.signalbox.zookeeper;

import static org.awaitility.Awaitility.await;

import io.signalbox.testkit.Timeouts;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A ZooKeeper server in a process of its own, which can be stopped and killed. Its data goes with it. */
final class ServerProcess implements AutoCloseable {

    private static final int FIRST_PORT = 20_000;
    private static final int PORTS = 12_000;
    private static final AtomicInteger NEXT_PORT = new AtomicInteger(new Random().nextInt(PORTS));

    private final Path folder;
    private final int port;
    private final List<String> options;
    private final List<String> before;
    private ChildJvm process;

    /** Returns when it serves. */
    ServerProcess(Duration tick) throws IOException {
        this(tick, List.of(), List.of());
    }

    /** With more lines of configuration, and options for its JVM. */
    ServerProcess(Duration tick, List<String> lines, List<String> options) throws IOException {
        this(tick, lines, options, List.of());
    }

    /** With words before its command, which go on to run it. */
    ServerProcess(Duration tick, List<String> lines, List<String> options, List<String> before) throws IOException {
        this.before = List.copyOf(before);
        this.folder = Files.createTempDirectory("signalbox-server-process");
        this.port = freePort();
        this.options = new ArrayList<>(options);
        this.options.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        try {
            Files.writeString(folder.resolve("zoo.cfg"), configuration(tick) + String.join("\n", lines));
            start();
        } catch (IOException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private String configuration(Duration tick) {
        return String.join(
                "\n",
                List.of(
                        "tickTime=" + tick.toMillis(),
                        "maxSessionTimeout=120000",
                        "dataDir=" + folder.resolve("data"),
                        "clientPortAddress=127.0.0.1",
                        "clientPort=" + port,
                        "admin.enableServer=false",
                        "4lw.commands.whitelist=srvr",
                        "forceSync=no",
                        ""));
    }

    /**
     * A port that is free, and that nobody is given meanwhile: below those that systems hand out, and another each time. A
     * client that tries to connect with a port that is handed out may even be given it, and be connected with itself.
     */
    static int freePort() throws IOException {
        for (int tries = 0; tries < PORTS; tries++) {
            int port = FIRST_PORT + Math.floorMod(NEXT_PORT.getAndIncrement(), PORTS);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // taken
            }
        }
        throw new IOException("no port is free from " + FIRST_PORT + " on, of " + PORTS);
    }

    private void start() throws IOException {
        process = ChildJvm.start(
                folder.resolve("server.log"),
                false,
                before,
                options,
                "org.apache.zookeeper.server.quorum.QuorumPeerMain",
                folder.resolve("zoo.cfg").toString());
        await().atMost(Timeouts.patience().multipliedBy(2))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> serves() || !process.isAlive());
        if (!process.isAlive()) {
            throw new IOException("the server ended: " + Files.readString(folder.resolve("server.log")));
        }
    }

    /** An open port is not enough: a server listens before it serves. */
    private boolean serves() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).contains("Mode:");
        } catch (IOException e) {
            return false;
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Where it keeps what it was told. */
    Path data() {
        return folder.resolve("data");
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    /** It does nothing any more; its connections stay. */
    void pause() throws IOException {
        process.signal("STOP");
        await().atMost(Timeouts.patience()).pollInterval(Duration.ofMillis(1)).until(process::isStopped);
    }

    void resume() throws IOException {
        process.signal("CONT");
    }

    /** Without a word, as by {@code kill -9}. */
    void kill() {
        process.close();
    }

    /** Starts it again after a kill, with what is on its disk. Returns when it serves. */
    void restart() throws IOException {
        kill();
        start();
    }

    @Override
    public void close() throws IOException {
        if (process != null) {
            process.close();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
