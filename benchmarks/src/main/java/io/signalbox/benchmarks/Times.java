package io.signalbox.benchmarks;

import java.util.Arrays;

/** Durations in nanoseconds. Not safe for use by many threads. */
final class Times {

    private long[] nanos = new long[1024];
    private int size;

    void add(long time) {
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * size);
        }
        nanos[size++] = time;
    }

    void addAll(Times others) {
        for (int i = 0; i < others.size; i++) {
            add(others.nanos[i]);
        }
    }

    int size() {
        return size;
    }

    /** The smallest time that so large a share of all does not exceed, in microseconds. */
    double micros(double share) {
        if (size == 0) {
            return Double.NaN;
        }
        long[] sorted = Arrays.copyOf(nanos, size);
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(share * size);
        return sorted[Math.max(0, rank - 1)] / 1_000.0;
    }

    Sample toSample() {
        return new Sample().with(Metric.P50, micros(0.5)).with(Metric.P99, micros(0.99));
    }
}
