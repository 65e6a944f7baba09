package io.signalbox.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting that is no part of what is measured. */
final class Pause {

    private Pause() {}

    static void millis(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Something that comes true by itself. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    static void until(String what, long seconds, Condition condition) throws Exception {
        long start = System.nanoTime();
        while (!condition.holds()) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(seconds)) {
                throw new TimeoutException("not within " + seconds + " s: " + what);
            }
            millis(5);
        }
    }
}
