package io.signalbox.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Faults one after another, the same for the same seed: every kind once, in some order, and then again. */
final class Schedule {
    /*
     * The first fault stops a holder for three session timeouts, because a control rests on it (see Clients); in pairs, one
     * fault is done to the network and the other to processes, so that they do not undo each other.
     */
    private static final int PAIRED_PERCENT = 25;

    private final Random lot;
    private final List<Kind> kinds;
    private final long session;
    private final long unnoticed;
    private final List<Kind> bag = new ArrayList<>();
    private boolean begun;

    /**
     * Begins.
     *
     * @param kinds which faults there are
     * @param sessionMillis the session timeout
     * @param unnoticedMillis how long a server that is cut from its peers may not notice: syncLimit ticks
     */
    Schedule(long seed, List<Kind> kinds, long sessionMillis, long unnoticedMillis) {
        this.lot = new Random(seed);
        this.kinds = List.copyOf(kinds);
        this.session = sessionMillis;
        this.unnoticed = unnoticedMillis;
    }

    Fault next() {
        long after = lot.nextLong(100, 900);
        if (!begun) {
            begun = true;
            if (kinds.contains(Kind.STOP_CLIENT)) {
                return new Fault(Kind.STOP_CLIENT, after, 3 * session, lot.nextLong(), false);
            }
        }
        if (bag.isEmpty()) {
            bag.addAll(kinds);
            Collections.shuffle(bag, lot);
        }
        Kind kind = bag.remove(bag.size() - 1);
        return new Fault(kind, after, length(kind), lot.nextLong(), lot.nextInt(100) < PAIRED_PERCENT);
    }

    private long length(Kind kind) {
        long some = session / 10;
        return switch (kind) {
            case STOP_CLIENT, STOP_LEADER, STOP_SERVERS ->
                List.of(session / 2, session * 6 / 5, session * 3).get(lot.nextInt(3));
            case KILL_CLIENT, KILL_LEADER, KILL_QUORUM, KILL_SERVERS ->
                List.of(some, session * 3 / 2).get(lot.nextInt(2));
            case HOLD_BACK -> session * 3 / 2;
            case LOSS -> session * 2;
            case CLOCK_JUMP, CLOCK_STROBE -> session;
            case ROLLING -> some;
            default ->
                List.of(session / 2, session * 8 / 5, Math.max(unnoticed + session, session * 8 / 5), 5_000L)
                        .get(lot.nextInt(4));
        };
    }
}
