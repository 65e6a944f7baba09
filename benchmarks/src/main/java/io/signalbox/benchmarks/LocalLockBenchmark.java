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
    private final ReentrantLock guard = new ReentrantLock();
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
     * What cannot be done without where a lease may be closed by any thread: the guard of the line, taken once to acquire
     * and once to release, and nothing within.
     */
    @Benchmark
    public long guardAlone() {
        enter();
        return enter();
    }

    private long enter() {
        guard.lock();
        try {
            return ++entered;
        } finally {
            guard.unlock();
        }
    }
}
