package io.signalbox.testkit;

import java.time.Duration;

/**
 * All deadlines of the suites, from one source. Two system properties change them: {@code testkit.scale}
 * stretches both patience and slack, for slow machines (default 1), and {@code testkit.patience} says how many
 * seconds to wait for what must happen (default 20), before scaling. (Their
 * names do not begin with {@code signalbox.}, since a property of that name that is no option is an error.)
 */
public final class Timeouts {

    private Timeouts() {}

    /**
     * How long to wait for what must happen.
     *
     * @return 20 seconds, unless configured
     */
    public static Duration patience() {
        return scaled(Double.parseDouble(System.getProperty("testkit.patience", "20")));
    }

    /**
     * How much later than promised an answer may come: the "small constant" of the contract, and a busy machine.
     *
     * @return 1 second, unless configured
     */
    public static Duration slack() {
        return scaled(1);
    }

    /**
     * How long to look for what must not happen.
     *
     * @return 150 milliseconds
     */
    public static Duration glance() {
        return Duration.ofMillis(150);
    }

    private static Duration scaled(double seconds) {
        double scale = Double.parseDouble(System.getProperty("testkit.scale", "1"));
        return Duration.ofNanos((long) (seconds * 1e9 * scale));
    }
}
