package io.signalbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CourierTest {

    private final List<Integer> delivered = Collections.synchronizedList(new ArrayList<>());
    private BoxRuntime box = Runtimes.of(new HandStore(), null);

    @AfterEach
    void end() {
        box.endThreads();
    }

    private void executor(Executor executor) {
        box.endThreads();
        box = Runtimes.of(new HandStore(), executor);
    }

    private void send(int number) {
        box.courier.send(() -> delivered.add(number));
    }

    private static List<Integer> upTo(int end) {
        return IntStream.range(0, end).boxed().toList();
    }

    /** In order too, as {@link #send_manyAtATime_takesOneTask} shows, unless a thread stands still for two looks. */
    @Test
    void send_runsEachOnce_onACallbackThread() {
        Queue<String> threads = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 1000; i++) {
            int number = i;
            box.courier.send(() -> {
                delivered.add(number);
                threads.add(Thread.currentThread().getName());
            });
        }
        await().until(() -> threads.size() >= 1000);

        assertThat(threads).allMatch(name -> name.matches("signalbox-\\d+-callback-\\d+"));
        assertThat(delivered).containsExactlyInAnyOrderElementsOf(upTo(1000));
    }

    @Test
    void send_manyAtATime_takesOneTask() {
        Deque<Runnable> tasks = new ArrayDeque<>();
        executor(tasks::add);
        for (int i = 0; i < 100; i++) {
            send(i);
        }
        assertThat(tasks).hasSize(1);
        assertThat(delivered).isEmpty();
        tasks.remove().run();

        assertThat(delivered).isEqualTo(upTo(100));
        send(100);
        assertThat(tasks).hasSize(1);
    }

    /** A chain, in which each delivery leads to the next, costs a task now and then, and recurses nowhere. */
    @Test
    void send_fromWithinADelivery_takesNoTaskOfItsOwn() {
        AtomicInteger tasks = new AtomicInteger();
        Deque<Runnable> queued = new ArrayDeque<>();
        executor(task -> {
            tasks.incrementAndGet();
            queued.add(task);
        });
        chain(100_000);
        while (!queued.isEmpty()) {
            queued.remove().run();
        }

        assertThat(delivered).hasSize(100_000);
        assertThat(tasks).hasValueLessThan(1000);
    }

    private void chain(int length) {
        box.courier.send(() -> {
            delivered.add(length);
            if (length > 1) {
                chain(length - 1);
            }
        });
    }

    /** Others of a busy executor get their turn. */
    @Test
    void round_withoutAnEnd_givesWay() throws Exception {
        var single = Executors.newSingleThreadExecutor();
        AtomicInteger over = new AtomicInteger();
        try {
            executor(single);
            endless(over);
            single.submit(() -> over.set(1)).get(30, TimeUnit.SECONDS);
        } finally {
            over.set(1);
            single.shutdown();
        }
    }

    private void endless(AtomicInteger over) {
        box.courier.send(() -> {
            if (over.get() == 0) {
                endless(over);
            }
        });
    }

    /** A callback that waits for what stands behind it, and another one that does so, too. */
    @Test
    void delivery_thatBlocks_doesNotStopTheNext() {
        try (var pool = new Pool()) {
            executor(pool);
            List<CompletableFuture<Void>> futures = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                futures.add(new CompletableFuture<>());
            }
            for (int i = 0; i < 20; i++) {
                int own = i;
                box.courier.send(() -> {
                    if (own < 19) {
                        futures.get(own + 1).join();
                    }
                    futures.get(own).complete(null);
                });
            }

            assertThat(futures.get(0)).succeedsWithin(30, TimeUnit.SECONDS);
            futures.forEach(future -> future.complete(null));
        }
    }

    /** As many threads as there are tasks. */
    private static final class Pool implements Executor, AutoCloseable {
        private final java.util.concurrent.ExecutorService threads = Executors.newCachedThreadPool();

        @Override
        public void execute(Runnable task) {
            threads.execute(task);
        }

        @Override
        public void close() {
            threads.shutdown();
        }
    }

    /** The one thread that there is blocks: whatever is sent meanwhile asks for few more tasks than there are deliveries. */
    @Test
    void executor_thatStandsStill_isNotFlooded() throws Exception {
        Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        AtomicInteger asked = new AtomicInteger();
        executor(task -> {
            asked.incrementAndGet();
            tasks.add(task);
        });
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        box.courier.send(() -> {
            inside.countDown();
            Runtimes.await(goOn);
        });
        Thread thread = new Thread(tasks.remove(), "executor");
        thread.start();
        Runtimes.await(inside);
        for (int i = 0; i < 10; i++) {
            send(i);
        }
        await().until(() -> asked.get() > 1); // a round for each that was there when it was looked
        for (int i = 10; i < 20; i++) {
            send(i);
        }
        await().during(java.time.Duration.ofMillis(50)).until(() -> asked.get() <= 21);
        goOn.countDown();
        thread.join();

        assertThat(delivered).isEqualTo(upTo(20));
        tasks.forEach(Runnable::run);
        assertThat(delivered).hasSize(20);
        send(20);
        assertThat(asked).hasValueLessThanOrEqualTo(22);
    }

    @Test
    void delivery_thatThrows_doesNotStopTheNext() {
        box.courier.send(() -> {
            throw new IllegalStateException("thrown by a callback, on purpose");
        });
        send(0);

        await().until(() -> delivered.size() == 1);
    }

    @Test
    void send_afterClose_isDelivered_alsoWhenARoundStandsStill() {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        box.courier.send(() -> {
            inside.countDown();
            Runtimes.await(goOn);
        });
        Runtimes.await(inside);
        box.beginClose();
        send(0);
        await().until(() -> delivered.size() == 1);
        goOn.countDown();
        box.endThreads();
        send(1);

        assertThat(delivered).isEqualTo(upTo(2));
    }

    @Test
    void endThreads_deliversFirst_alsoWhenARoundStandsStill() {
        CountDownLatch inside = new CountDownLatch(1);
        CompletableFuture<Void> last = new CompletableFuture<>();
        box.courier.send(() -> {
            inside.countDown();
            last.join();
        });
        Runtimes.await(inside);
        box.courier.send(() -> last.complete(null));
        box.endThreads();

        assertThat(last).isCompleted();
    }
}
