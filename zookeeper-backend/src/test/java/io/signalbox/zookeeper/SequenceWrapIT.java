package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.DistributedLock;
import io.signalbox.DistributedSemaphore;
import io.signalbox.Lease;
import io.signalbox.QueueView;
import io.signalbox.Signalbox;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Order and exclusion where the counter of a directory ends. The documentation of ZooKeeper says that it goes on with
 * -2147483648. Servers since 3.6 do so only while another create is under way; else the counter stays, and contenders get
 * numbers that others had before them.
 */
class SequenceWrapIT extends OnTestServer {

    private static final int THREADS = 4; // of each box
    private static final int ROUNDS = 15; // of each thread
    private static final int WAITERS = 5;

    private final AtomicInteger inside = new AtomicInteger();
    private final List<Long> tokens = new ArrayList<>(); // guarded by itself

    private void setCounter(String line, int next) {
        store.server().setSequence(store.root() + line, next);
    }

    @Test
    void server_counterAtItsLargest_staysThere() throws Exception {
        try (ZooKeeper client = new ZooKeeper("127.0.0.1:" + store.server().port(), 3000, event -> {})) {
            client.create("/d", new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            store.server().setSequence("/d", Integer.MAX_VALUE - 1);
            List<String> names = new ArrayList<>();
            for (String prefix : List.of("a-", "b-", "c-")) {
                names.add(client.create(
                        "/d/" + prefix, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL_SEQUENTIAL));
            }
            assertThat(names)
                    .as("if this fails, servers have learnt to wrap: then correct the essay of ContenderName")
                    .containsExactly("/d/a-2147483646", "/d/b-2147483647", "/d/c-2147483647");
        }
    }

    // ------------------------------------------------------------------ exclusion and rising tokens

    @Test
    void lock_allHaveOneNumber_excludes() throws Exception {
        Signalbox a = open();
        Signalbox b = open();
        a.lock("wrap").acquire().close();
        setCounter("/locks/wrap", Integer.MAX_VALUE);
        try (Lease held = a.lock("wrap").acquire()) {
            for (int i = 0; i < 50; i++) {
                assertThat(b.lock("wrap").tryAcquire()).as("try %d", i).isEmpty();
            }
            held.ensureHeld();
        }
        try (Lease next = b.lock("wrap").tryAcquire().orElseThrow()) {
            assertThat(a.lock("wrap").tryAcquire()).isEmpty();
            next.ensureHeld();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE - 20, Integer.MIN_VALUE, -20})
    void lock_contendedAcross_excludesAndTokensRise(int first) throws Exception {
        Signalbox a = open("turn-length", "1");
        Signalbox b = open("turn-length", "1");
        a.lock("wrap").acquire().close();
        setCounter("/locks/wrap", first);
        contend(1, () -> a.lock("wrap").acquire());
        contend(1, () -> b.lock("wrap").acquire());
        hands.join();
        assertThat(tokens).hasSize(2 * THREADS * ROUNDS).isSorted().doesNotHaveDuplicates();
        report(
                "Show 8: lock, counter from %d to %d: %d grants of 2 boxes, tokens rise",
                first, store.server().sequence(store.root() + "/locks/wrap"), tokens.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE - 20, Integer.MIN_VALUE, -20})
    void semaphore_contendedAcross_excludes(int first) throws Exception {
        DistributedSemaphore a = open().semaphore("wrap", 2);
        DistributedSemaphore b = open().semaphore("wrap", 2);
        a.acquire().close();
        setCounter("/semaphores/wrap", first);
        AtomicInteger turn = new AtomicInteger();
        contend(2, () -> a.acquire(1 + turn.incrementAndGet() % 2));
        contend(2, () -> b.acquire(1 + turn.incrementAndGet() % 2));
        hands.join();
        assertThat(tokens).hasSize(2 * THREADS * ROUNDS).doesNotHaveDuplicates();
        report(
                "Show 8: semaphore of 2, counter from %d to %d: %d grants of 2 boxes",
                first, store.server().sequence(store.root() + "/semaphores/wrap"), tokens.size());
    }

    private void contend(int size, Callable<Lease> acquire) {
        for (int i = 0; i < THREADS; i++) {
            hands.run(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    try (Lease lease = acquire.call()) {
                        visit(lease, size);
                    }
                }
            });
        }
    }

    private void visit(Lease lease, int size) {
        assertThat(inside.addAndGet(lease.permits()))
                .as("permits inside at once")
                .isLessThanOrEqualTo(size);
        synchronized (tokens) {
            tokens.add(lease.fencingToken());
        }
        LockSupport.parkNanos(200_000);
        assertThat(inside.get()).as("permits inside at once").isLessThanOrEqualTo(size);
        inside.addAndGet(-lease.permits());
    }

    // ------------------------------------------------------------------ order

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE - 3, Integer.MAX_VALUE, Integer.MIN_VALUE, -3})
    void lock_waitersAcross_areServedInOrder(int first) throws Exception {
        DistributedLock holder = open().lock("wrap");
        holder.acquire().close();
        setCounter("/locks/wrap", first);
        Lease held = holder.acquire();
        List<Supplier<CompletableFuture<Lease>>> waiters = new ArrayList<>();
        for (int i = 0; i < WAITERS; i++) {
            waiters.add(open().lock("wrap")::acquireAsync);
        }
        assertThat(servedOrder(held, holder::inspect, waiters)).isSorted().hasSize(WAITERS);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE - 3, Integer.MAX_VALUE, Integer.MIN_VALUE, -3})
    void semaphore_waitersAcross_areServedInOrder(int first) throws Exception {
        DistributedSemaphore holder = open().semaphore("wrap", 2);
        holder.acquire().close();
        setCounter("/semaphores/wrap", first);
        Lease held = holder.acquire(2);
        List<Supplier<CompletableFuture<Lease>>> waiters = new ArrayList<>();
        for (int i = 0; i < WAITERS; i++) {
            DistributedSemaphore semaphore = open().semaphore("wrap", 2);
            waiters.add(() -> semaphore.acquireAsync(2));
        }
        assertThat(servedOrder(held, holder::inspect, waiters)).isSorted().hasSize(WAITERS);
    }

    /** Lets them join one after another, then releases what they wait for, and tells in what order they were served. */
    private List<Integer> servedOrder(
            Lease held, Supplier<QueueView> line, List<Supplier<CompletableFuture<Lease>>> waiters) {
        List<Integer> served = new ArrayList<>();
        List<Future<Void>> ends = new ArrayList<>();
        for (int i = 0; i < waiters.size(); i++) {
            int number = i;
            ends.add(waiters.get(i).get().thenAccept(lease -> {
                try (lease) {
                    synchronized (served) {
                        served.add(number);
                    }
                }
            }));
            patiently().until(() -> line.get().waiters().size() == number + 1);
        }
        List<Long> inLine =
                line.get().waiters().stream().map(waiter -> waiter.token()).toList();
        assertThat(inLine).as("tokens of the waiters, as inspect() shows them").isSorted();
        assertThat(line.get().holders()).hasSize(1).first().matches(h -> h.token() == held.fencingToken());
        held.close();
        ends.forEach(Hands::get);
        return served;
    }
}
