package io.signalbox.testkit;

import java.time.Duration;

/**
 * All deadlines of the suites, from one source. The system property {@code signalbox.testkit.scale} stretches them, for
 * slow machines; the default is 1.
 */
public final class Timeouts {

    private static final double SCALE = Double.parseDouble(System.getProperty("signalbox.testkit.scale", "1"));

    private Timeouts() {}

    /**
     * How long to wait for what must happen.
     *
     * @return 20 seconds, scaled
     */
    public static Duration patience() {
        return scaled(20_000);
    }

    /**
     * How much later than promised an answer may come: the "small constant" of the contract, and a busy machine.
     *
     * @return 1 second, scaled
     */
    public static Duration slack() {
        return scaled(1_000);
    }

    /**
     * How long to look for what must not happen.
     *
     * @return 150 milliseconds, not scaled
     */
    public static Duration glance() {
        return Duration.ofMillis(150);
    }

    private static Duration scaled(long millis) {
        return Duration.ofNanos((long) (millis * 1_000_000.0 * SCALE));
    }
}
