package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.DistributedEvent;
import io.signalbox.DistributedLock;
import io.signalbox.DistributedSemaphore;
import io.signalbox.Lease;
import io.signalbox.Signalbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.Test;

class SmokeIT {

    @Test
    void everything_works() throws Exception {
        try (TestingServer server = new TestingServer();
                Signalbox a = Signalbox.open("zookeeper://" + server.getConnectString() + "/app?session-timeout=5s");
                Signalbox b = Signalbox.open("zookeeper://" + server.getConnectString() + "/app?session-timeout=5s")) {
            DistributedLock la = a.lock("x/y");
            DistributedLock lb = b.lock("x/y");
            long token;
            try (Lease lease = la.acquire()) {
                token = lease.fencingToken();
                assertThat(lb.tryAcquire()).isEmpty();
                assertThat(lb.tryAcquire(Duration.ofMillis(200))).isEmpty();
                System.err.println(la.inspect());
            }
            try (Lease lease = lb.acquire()) {
                assertThat(lease.fencingToken()).isGreaterThan(token);
            }
            AtomicInteger inside = new AtomicInteger();
            AtomicInteger grants = new AtomicInteger();
            List<Thread> threads = new ArrayList<>();
            long t0 = System.nanoTime();
            for (int i = 0; i < 16; i++) {
                DistributedLock l = i % 2 == 0 ? la : lb;
                Thread t = new Thread(() -> {
                    try {
                        for (int k = 0; k < 200; k++) {
                            try (Lease lease = l.acquire()) {
                                assertThat(inside.incrementAndGet()).isEqualTo(1);
                                inside.decrementAndGet();
                                grants.incrementAndGet();
                            }
                        }
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
                t.start();
                threads.add(t);
            }
            for (Thread t : threads) {
                t.join(30_000);
            }
            System.err.println("grants " + grants + " in " + (System.nanoTime() - t0) / 1_000_000 + " ms");
            assertThat(grants.get()).isEqualTo(3200);
            DistributedSemaphore sa = a.semaphore("pool", 2);
            DistributedSemaphore sb = b.semaphore("pool", 2);
            try (Lease l1 = sa.acquire();
                    Lease l2 = sb.acquire()) {
                assertThat(l2.fencingToken()).isGreaterThan(l1.fencingToken());
                assertThat(sa.tryAcquire()).isEmpty();
                assertThat(sb.tryAcquire(2, Duration.ofMillis(100))).isEmpty();
            }
            try (Lease l1 = sa.acquire(2)) {
                assertThat(l1.permits()).isEqualTo(2);
            }
            DistributedEvent ea = a.event("go");
            DistributedEvent eb = b.event("go");
            assertThat(ea.isSet()).isFalse();
            assertThat(eb.await(Duration.ofMillis(100))).isFalse();
            var f = eb.awaitAsync();
            ea.set();
            f.get(5, java.util.concurrent.TimeUnit.SECONDS);
            assertThat(eb.isSet()).isTrue();
            System.err.println(a.list(""));
        }
    }
}
