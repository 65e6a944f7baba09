package io.signalbox.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** When which client's process stood still: it was stopped, or the machine had no time for it. */
final class Pauses {

    /** How long after it goes on a process may still believe what it did when it was stopped. */
    static final long AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final List<Entry> stops;
    private final List<Entry> stalls;

    private Pauses(List<Entry> stops, List<Entry> stalls) {
        this.stops = stops;
        this.stalls = stalls;
    }

    static Pauses of(List<Entry> history) {
        return new Pauses(all(history, Act.STOPPED), all(history, Act.STALLED));
    }

    private static List<Entry> all(List<Entry> history, Act act) {
        return history.stream().filter(entry -> entry.act() == act).toList();
    }

    /** What is left of the time from one moment to another if a client's stops are taken out of it. */
    List<long[]> without(String client, long from, long to) {
        List<long[]> pieces = new ArrayList<>();
        pieces.add(new long[] {from, to});
        for (Entry stop : stops) {
            if (stop.client().equals(client)) {
                pieces = cut(pieces, stop.at(), stop.aux() + AFTER_NANOS);
            }
        }
        return pieces;
    }

    private static List<long[]> cut(List<long[]> pieces, long from, long to) {
        List<long[]> left = new ArrayList<>();
        for (long[] piece : pieces) {
            if (piece[1] <= from || piece[0] >= to) {
                left.add(piece);
                continue;
            }
            if (piece[0] < from) {
                left.add(new long[] {piece[0], from});
            }
            if (piece[1] > to) {
                left.add(new long[] {to, piece[1]});
            }
        }
        return left;
    }

    /** For how long a client stood still between two moments, at most. */
    long within(String client, long from, long to) {
        long stopped = to
                - from
                - without(client, from, to).stream().mapToLong(p -> p[1] - p[0]).sum();
        long stalled = stalls.stream()
                .filter(stall -> stall.client().equals(client) && stall.aux() > from && stall.at() < to)
                .mapToLong(stall -> Math.min(to, stall.aux()) - Math.max(from, stall.at()))
                .sum();
        return stopped + stalled;
    }
}
