package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.signalbox.Lease;
import io.signalbox.LeaseState;
import io.signalbox.Signalbox;
import io.signalbox.SignalboxException;
import io.signalbox.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that can only be read, and one that cannot write: nobody believes what is not so, and nobody hangs. */
class BadDayIT {

    private static final Duration TICK = Duration.ofMillis(500);

    @TempDir
    Path folder;

    // ------------------------------------------------------------------ a server that can only be read

    /** One of three, without the two others. */
    private ServerProcess readOnlyServer() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.writeString(data.resolve("myid"), "1");
        StringBuilder lines =
                new StringBuilder("dataDir=" + data + "\ninitLimit=5\nsyncLimit=2\nlocalSessionsEnabled=true\n");
        for (int i = 1; i <= 3; i++) {
            lines.append(
                    "server." + i + "=127.0.0.1:" + ServerProcess.freePort() + ":" + ServerProcess.freePort() + "\n");
        }
        return new ServerProcess(TICK, List.of(lines.toString()), List.of("-Dreadonlymode.enabled=true"));
    }

    private static boolean isServedReadOnly(String address) throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        try (ZooKeeper raw = new ZooKeeper(
                address,
                6_000,
                event -> {
                    if (event.getState() == Watcher.Event.KeeperState.ConnectedReadOnly) {
                        connected.countDown();
                    }
                },
                true)) {
            return connected.await(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void readOnlyServer_isNotConnectedWith() throws Exception {
        try (ServerProcess server = readOnlyServer()) {
            assertThat(isServedReadOnly(server.address())).isTrue(); // who wants that gets it
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> Credentials.none(server.address())
                            .with("connection-timeout", "3s")
                            .open("/bad"))
                    .withMessageContaining("no server answered within 3s");
        }
    }

    // ------------------------------------------------------------------ a server whose disk is full

    /** No file of its may grow beyond 128 blocks, so its log cannot be written at some time, as on a disk that is full. */
    private static ServerProcess serverWithLittleSpace() throws IOException {
        return new ServerProcess(
                TICK,
                List.of("preAllocSize=1", ""),
                List.of(),
                List.of("sh", "-c", "ulimit -f 128; exec \"$@\"", "sh"));
    }

    private static void writeUntilItIsFull(ServerProcess server) throws Exception {
        try (PlainClient plain = new PlainClient(server.address())) {
            plain.create("/filler", CreateMode.PERSISTENT);
            for (int i = 0; i < 1_000 && server.isAlive(); i++) {
                plain.setData("/filler", new byte[10_000]);
            }
        } catch (KeeperException e) {
            // it is full
        }
    }

    @Test
    void serverWhoseDiskIsFull_endsAndEveryoneIsTold() throws Exception {
        try (ServerProcess server = serverWithLittleSpace();
                Hands hands = new Hands();
                Signalbox box = Credentials.none(server.address())
                        .with("session-timeout", "4s")
                        .with("operation-timeout", "2s")
                        .open("/bad");
                Signalbox other = Credentials.none(server.address())
                        .with("session-timeout", "4s")
                        .open("/bad")) {
            Lease lease = box.lock("door").acquire();
            Future<SignalboxException> timed = hands.call(() -> catchThrowableOfType(
                    SignalboxException.class, () -> other.lock("door").tryAcquire(Duration.ofSeconds(15))));
            Future<Boolean> untimed = hands.call(() -> {
                try {
                    other.event("bell").await();
                    return true;
                } catch (io.signalbox.SignalboxClosedException e) {
                    return false;
                }
            });
            OnTestServer.patiently()
                    .until(() -> !box.lock("door").inspect().waiters().isEmpty());
            lease.ensureHeld();

            writeUntilItIsFull(server);

            OnTestServer.patiently().until(() -> !server.isAlive());
            OnTestServer.patiently().until(() -> lease.state() == LeaseState.LOST);
            for (Runnable call : List.<Runnable>of(
                    () -> box.lock("door").tryAcquire(),
                    () -> box.event("bell").set(),
                    () -> box.event("bell").isSet(),
                    () -> box.list(""))) {
                long begin = System.nanoTime();
                assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(call::run);
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
            }
            assertThat(Hands.get(timed)).isInstanceOf(StoreUnavailableException.class);
            other.close();
            assertThat(Hands.get(untimed)).isFalse();
        }
    }

    /** The control: with enough space the same writes harm nobody. */
    @Test
    void serverWithEnoughSpace_goesOn() throws Exception {
        try (ServerProcess server = new ServerProcess(TICK, List.of("preAllocSize=1", ""), List.of());
                Signalbox box = Credentials.none(server.address())
                        .with("session-timeout", "4s")
                        .open("/bad")) {
            Lease lease = box.lock("door").acquire();
            writeUntilItIsFull(server);
            assertThat(server.isAlive()).isTrue();
            lease.ensureHeld();
        }
    }
}
