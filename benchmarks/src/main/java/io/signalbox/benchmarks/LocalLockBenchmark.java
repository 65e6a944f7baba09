package io.signalbox.benchmarks;

import io.signalbox.DistributedLock;
import io.signalbox.Signalbox;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A cycle of the local lock, and of the JDK's fair one. For JMH. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@State(Scope.Benchmark)
public class LocalLockBenchmark {

    private final Signalbox box = Signalbox.open("local:benchmark");
    private final ReentrantLock fair = new ReentrantLock(true);
    private DistributedLock lock = box.lock("lock");
    private final ReentrantLock line = new ReentrantLock();
    private final ReentrantLock store = new ReentrantLock();
    private long entered;

    @Setup
    public void prepare() {
        lock = box.lock("lock");
    }

    @TearDown
    public void close() {
        box.close();
    }

    @Benchmark
    public long local() throws InterruptedException {
        try (var lease = lock.acquire()) {
            return ++entered;
        }
    }

    @Benchmark
    public long fairReentrant() {
        fair.lock();
        try {
            return ++entered;
        } finally {
            fair.unlock();
        }
    }

    /**
     * What cannot be done without where a process's line and the store have a guard each, which is taken to acquire and to
     * release: the four, and nothing within.
     */
    @Benchmark
    public long guardsAlone() {
        enterUnderBoth();
        return enterUnderBoth();
    }

    private long enterUnderBoth() {
        line.lock();
        try {
            store.lock();
            try {
                return ++entered;
            } finally {
                store.unlock();
            }
        } finally {
            line.unlock();
        }
    }
}
