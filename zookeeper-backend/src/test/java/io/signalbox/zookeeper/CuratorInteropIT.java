package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.Lease;
import io.signalbox.Signalbox;
import io.signalbox.testkit.Timeouts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Other libraries' locks and ours, on one path. */
class CuratorInteropIT extends OnTestServer {

    private static final String ROOT = "/x/locks";
    private static final int SECTIONS = 500; // of both together

    private String address() {
        return "127.0.0.1:" + store.server().port();
    }

    private Signalbox ours() {
        return open("zookeeper.lock-root", ROOT);
    }

    // ------------------------------------------------------------------ processes

    @Test
    void sections_curatorAndSignalboxOnOnePath_writeWholeLines(@TempDir Path folder) throws Exception {
        List<String> lines = linesOf(folder, "curator", "signalbox", "door");
        report(
                "Show 7: %d lines, %d torn, the writer changed %d times",
                lines.size(), InteropWorker.torn(lines), InteropWorker.alternations(lines));
        assertThat(InteropWorker.torn(lines)).as("torn lines").isZero();
        assertThat(lines).hasSize(SECTIONS);
        assertThat(lines.stream().filter(line -> line.startsWith("<curator"))).hasSize(SECTIONS / 2);
        assertThat(InteropWorker.alternations(lines)).as("both contended").isGreaterThan(SECTIONS / 10);
    }

    @Test
    void sections_curatorAndNoLock_tearLines(@TempDir Path folder) throws Exception {
        List<String> lines = linesOf(folder, "curator", "none", "door");
        report("Show 7: without a lock: %d torn lines", InteropWorker.torn(lines));
        assertThat(InteropWorker.torn(lines)).as("torn lines").isPositive();
    }

    private List<String> linesOf(Path folder, String one, String other, String name) throws Exception {
        Path file = folder.resolve("lines.txt");
        try (ChildJvm first = worker(folder, one, name, file);
                ChildJvm second = worker(folder, other, name, file)) {
            assertThat(first.hear()).isEqualTo("ready");
            assertThat(second.hear()).isEqualTo("ready");
            first.tell("go");
            second.tell("go");
            assertThat(first.awaitExit()).isZero();
            assertThat(second.awaitExit()).isZero();
        }
        return Files.readAllLines(file);
    }

    private ChildJvm worker(Path folder, String library, String name, Path file) throws Exception {
        return ChildJvm.start(
                folder.resolve(library + ".log"),
                true,
                InteropWorker.class.getName(),
                library,
                address(),
                ROOT,
                name,
                file.toString(),
                Integer.toString(SECTIONS / 2));
    }

    // ------------------------------------------------------------------ one process

    @Test
    void lock_heldByCurator_isRefusedThenGranted() throws Exception {
        try (CuratorFramework client = curator()) {
            InterProcessMutex mutex = new InterProcessMutex(client, ROOT + "/door");
            mutex.acquire();
            Signalbox box = ours();
            assertThat(box.lock("door").tryAcquire()).isEmpty();
            assertThat(box.lock("door").tryAcquire(Timeouts.glance())).isEmpty();
            var waiting = box.lock("door").acquireAsync();
            patiently().until(() -> box.lock("door").inspect().waiters().size() == 1);
            assertThat(waiting).isNotDone();
            mutex.release();
            try (Lease lease = Hands.get(waiting)) {
                lease.ensureHeld();
                assertThat(mutex.acquire(Timeouts.glance().toMillis(), TimeUnit.MILLISECONDS))
                        .isFalse();
            }
            assertThat(mutex.acquire(Timeouts.patience().toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
            mutex.release();
        }
    }

    private CuratorFramework curator() throws InterruptedException {
        CuratorFramework client = CuratorFrameworkFactory.newClient(address(), new RetryOneTime(100));
        client.start();
        client.blockUntilConnected();
        return client;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_c_0b8a7f6e-1d2c-4b3a-9f8e-7d6c5b4a3f2e-lock-", // Curator's mutex
                "_c_0b8a7f6e1d2c4b3a9f8e7d6c5b4a3f2e-lock-", // go-zookeeper
                "lock-", // DistributedLock for .NET
                "0b8a7f6e1d2c4b3a9f8e7d6c5b4a3f2e__lock__", // kazoo
                "0b8a7f6e1d2c4b3a9f8e7d6c5b4a3f2e__rlock__", // kazoo, to read
                "_c_0b8a7f6e-1d2c-4b3a-9f8e-7d6c5b4a3f2e-__WRIT__", // Curator's read-write lock
                "_c_0b8a7f6e-1d2c-4b3a-9f8e-7d6c5b4a3f2e-__READ__",
                "x-72057594037927936-", // the recipe that comes with ZooKeeper, in Java
                "x-00000100000a1b2c-" // and in C
            })
    void lock_heldUnderTheNameFormOfAnotherLibrary_isRefusedThenGranted(String form) throws Exception {
        Signalbox box = ours();
        try (PlainClient plain = new PlainClient(address())) {
            String node = plain.create(ROOT + "/door/" + form, CreateMode.EPHEMERAL_SEQUENTIAL);
            assertThat(box.lock("door").tryAcquire()).isEmpty();
            assertThat(box.lock("door").tryAcquire(Timeouts.glance())).isEmpty();
            var waiting = box.lock("door").acquireAsync();
            plain.delete(node);
            try (Lease lease = Hands.get(waiting)) {
                plain.create(ROOT + "/door/" + form, CreateMode.EPHEMERAL_SEQUENTIAL);
                lease.ensureHeld();
                assertThat(box.lock("door").inspect().holders())
                        .singleElement()
                        .matches(holder -> holder.token() / 1024 == lease.fencingToken() / 1024);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "config", "door-0000000001", "lock-12", "lock-99999999999", "inner", "lock-000000000a"})
    void lock_childThatIsNoContender_isIgnored(String child) throws Exception {
        Signalbox box = ours();
        try (PlainClient plain = new PlainClient(address())) {
            plain.create(ROOT + "/door/" + child, CreateMode.PERSISTENT);
            box.lock("door").tryAcquire().orElseThrow().close();
            box.lock("door").tryAcquire(Duration.ofSeconds(1)).orElseThrow().close();
        }
    }

    @Test
    void locks_namesNest_areIndependent() throws Exception {
        Signalbox a = ours();
        Signalbox b = ours();
        try (Lease inner = a.lock("door/inner").acquire();
                Lease outer = b.lock("door").tryAcquire().orElseThrow()) {
            inner.ensureHeld();
            outer.ensureHeld();
            assertThat(b.lock("door/inner").tryAcquire()).isEmpty();
            assertThat(a.lock("door").tryAcquire()).isEmpty();
        }
    }
}
