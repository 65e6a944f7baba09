package io.signalbox.cli;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Round times for an axis.
 *
 * @param lengthNanos from 0 to here
 * @param stepNanos between two ticks; 1, 2 or 5 with zeroes
 */
record TimeAxis(long lengthNanos, long stepNanos) {

    /** At most so many steps, and at least one millisecond long. */
    static TimeAxis of(long lengthNanos, int maxSteps) {
        long length = Math.max(lengthNanos, 1_000_000L);
        long step = 1_000_000L;
        int[] factors = {2, 5, 10};
        for (int i = 0; length / step > maxSteps; i++) {
            step = powerOfTen(i / 3) * factors[i % 3] * 1_000_000L;
        }
        return new TimeAxis(length, step);
    }

    private static long powerOfTen(int exponent) {
        return BigDecimal.ONE.scaleByPowerOfTen(exponent).longValueExact();
    }

    List<Long> ticks() {
        List<Long> ticks = new ArrayList<>();
        for (long tick = 0; tick <= lengthNanos; tick += stepNanos) {
            ticks.add(tick);
        }
        return ticks;
    }

    /** In seconds, with as many places as it needs. */
    static String label(long nanos) {
        return BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString() + "s";
    }
}
