package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.Lease;
import io.signalbox.LeaseState;
import io.signalbox.Signalbox;
import io.signalbox.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One of three servers cannot write, or can only be read, with a client that knows no other: who holds there is told, or
 * keeps it, who waits elsewhere gets it, and nobody hangs.
 */
class BadMemberIT {

    private static final Duration TICK = Duration.ofMillis(500);
    private static final int SIZE = 3;
    private static final int FILLERS = 60;

    @TempDir
    Path folder;

    private final Hands hands = new Hands();
    private final List<ServerProcess> servers = new ArrayList<>();

    /** Begins them all at once, for each serves only when a second one is there. */
    private void start(int full, String... options) throws IOException {
        StringBuilder all = new StringBuilder("initLimit=10\nsyncLimit=4\npreAllocSize=1\n");
        for (int i = 1; i <= SIZE; i++) {
            all.append(
                    "server." + i + "=127.0.0.1:" + ServerProcess.freePort() + ":" + ServerProcess.freePort() + "\n");
        }
        List<Future<ServerProcess>> starting = new ArrayList<>();
        for (int i = 1; i <= SIZE; i++) {
            Path data = Files.createDirectory(folder.resolve("data-" + i));
            Files.writeString(data.resolve("myid"), String.valueOf(i));
            List<String> before = i == full ? List.of("sh", "-c", "ulimit -f 128; exec \"$@\"", "sh") : List.of();
            starting.add(hands.call(
                    () -> new ServerProcess(TICK, List.of("dataDir=" + data + "\n" + all), List.of(options), before)));
        }
        starting.forEach(server -> servers.add(Hands.get(server)));
    }

    @AfterEach
    void stop() throws IOException {
        hands.close();
        for (ServerProcess server : servers) {
            server.close();
        }
    }

    private static ConditionFactory patiently() {
        return OnTestServer.patiently()
                .atMost(io.signalbox.testkit.Timeouts.patience().multipliedBy(3));
    }

    private static Signalbox open(String addresses) {
        return Credentials.none(addresses)
                .with("session-timeout", "4s")
                .with("operation-timeout", "2s")
                .with("connection-timeout", "20s")
                .open("/bad");
    }

    private String addresses() {
        return String.join(",", servers.stream().map(ServerProcess::address).toList());
    }

    /** More than fits into one file of the server with little space, be it a log or a snapshot. */
    private static void fill(ServerProcess server) throws Exception {
        try (PlainClient plain = new PlainClient(server.address())) {
            for (int i = 0; i < FILLERS; i++) {
                String path = "/filler/" + i;
                patiently()
                        .ignoreException(KeeperException.ConnectionLossException.class)
                        .until(() -> {
                            try {
                                plain.create(path, CreateMode.PERSISTENT);
                            } catch (KeeperException.NodeExistsException e) {
                                // its answer was lost
                            }
                            plain.setData(path, new byte[10_000]);
                            return true;
                        });
            }
        }
    }

    private static void assertAnswersInTime(Signalbox box) {
        for (Runnable call : List.<Runnable>of(
                () -> box.lock("other").tryAcquire(), () -> box.event("bell").isSet(), () -> box.list(""))) {
            long begin = System.nanoTime();
            assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(call::run);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, SIZE})
    void memberWhoseDiskIsFull_doesNotKeepTheOthersWaiting(int full) throws Exception {
        start(full);
        try (Signalbox there = open(servers.get(full - 1).address());
                Signalbox everywhere = open(addresses());
                Signalbox other = open(addresses())) {
            Lease held = there.lock("door").acquire();
            Lease kept = everywhere.lock("gate").acquire();
            Future<Lease> waiting = hands.call(() -> other.lock("door").acquire());
            patiently().until(() -> !there.lock("door").inspect().waiters().isEmpty());
            held.ensureHeld();

            fill(servers.get(full % SIZE));

            Lease next = Hands.get(waiting);
            assertThat(held.state()).isEqualTo(LeaseState.LOST);
            assertThat(next.fencingToken()).isGreaterThan(held.fencingToken());
            assertAnswersInTime(there);
            patiently().untilAsserted(() -> assertThat(kept.state()).isIn(LeaseState.HELD, LeaseState.LOST));
            patiently().ignoreExceptions().until(() -> {
                everywhere.event("bell").set();
                return everywhere.event("bell").isSet();
            });
            next.close();
            everywhere.lock("door").acquire().close();
        }
    }

    /** The control: with enough space on each the same writes harm nobody. */
    @Test
    void membersWithEnoughSpace_goOn() throws Exception {
        start(0);
        try (Signalbox there = open(servers.get(0).address())) {
            Lease held = there.lock("door").acquire();
            fill(servers.get(1));
            assertThat(servers.get(0).isAlive()).isTrue();
            held.ensureHeld();
        }
    }

    @Test
    void memberThatCanOnlyBeRead_tellsHoldersAndServesWaitersLater() throws Exception {
        start(0, "-Dreadonlymode.enabled=true");
        ServerProcess last = servers.get(0);
        try (Signalbox there = open(last.address());
                Signalbox other = open(addresses())) {
            Lease held = there.lock("door").acquire();
            Future<Lease> waiting = hands.call(() -> other.lock("door").acquire());
            patiently().until(() -> !there.lock("door").inspect().waiters().isEmpty());

            servers.get(1).kill();
            servers.get(2).kill();
            ServerWord word = new ServerWord(last.address(), null, Duration.ofSeconds(5));
            patiently()
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> "read-only".equals(ServerWord.value(word.ask("srvr"), "Mode")));

            patiently().until(() -> held.state() == LeaseState.LOST);
            assertAnswersInTime(there);
            assertAnswersInTime(other);
            assertThat(waiting).isNotDone();

            servers.get(1).restart();
            servers.get(2).restart();
            Lease next = Hands.get(waiting);
            assertThat(next.fencingToken()).isGreaterThan(held.fencingToken());
            next.close();
            there.lock("door").acquire().close();
        }
    }
}
