package io.signalbox.cli;

import io.signalbox.LeaseState;
import java.util.concurrent.TimeUnit;

/**
 * What a command may do now, by what is known of its lease, and when to look again.
 *
 * @param stage what it may do
 * @param againNanos look again after that time at the latest; more than 0
 */
record Outlook(Stage stage, long againNanos) {

    /*
     * Let W be the window: how long a lease is certain after the store confirmed it, half the session timeout. While the
     * store answers, a lease is good for W to two thirds of W. Doubt begins at a third of W, or when the connection is
     * lost. A sixth of W before certainty ends the command is asked to end, and a sixteenth of W before that it is killed:
     * the rest is for the signal to arrive on a busy machine, so it is a tenth of a second at least, if W allows. With
     * T = 15 s that is 1.25 s and 0.5 s, with T = 5 s 0.4 s and 0.16 s before the deadline, which itself is before anybody
     * else is granted.
     */

    private static final long MIN_KILL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long WHILE_KILLING_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long NEVER_NANOS = TimeUnit.DAYS.toNanos(1);

    /** In the order of their severity. */
    enum Stage {
        RUN,
        PAUSE,
        /** It is asked to end; there is no way back. */
        END,
        KILL
    }

    /**
     * Looks.
     *
     * @param inDoubt what the user wants
     * @param state of the lease
     * @param safeNanos how long it is certain that nobody else holds
     * @param windowNanos the longest that {@code safeNanos} has been
     */
    static Outlook of(InDoubt inDoubt, LeaseState state, long safeNanos, long windowNanos) {
        boolean over = state == LeaseState.LOST || state == LeaseState.RELEASED;
        if (over || safeNanos <= killNanos(windowNanos)) {
            return new Outlook(Stage.KILL, WHILE_KILLING_NANOS);
        }
        if (safeNanos == Long.MAX_VALUE) {
            return new Outlook(stage(inDoubt, state), NEVER_NANOS);
        }
        long untilEnd = safeNanos - windowNanos / 6;
        Stage stage = untilEnd <= 0 ? Stage.END : stage(inDoubt, state);
        long next = stage == Stage.END ? safeNanos - killNanos(windowNanos) : Math.min(untilEnd, windowNanos / 4);
        return new Outlook(stage, Math.max(1, next));
    }

    private static Stage stage(InDoubt inDoubt, LeaseState state) {
        if (state == LeaseState.HELD) {
            return Stage.RUN;
        }
        return switch (inDoubt) {
            case GO_ON -> Stage.RUN;
            case PAUSE -> Stage.PAUSE;
            case STOP -> Stage.END;
        };
    }

    /** So long before its certainty ends, a command has to be killed. */
    static long killNanos(long windowNanos) {
        return Math.min(windowNanos / 12, Math.max(windowNanos / 16, MIN_KILL_NANOS));
    }
}
