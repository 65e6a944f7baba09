package io.signalbox.zookeeper;

import java.util.HashMap;
import java.util.Map;

/** What the contenders at the head of a line take from those behind them, counted one after the other. */
final class Tally {
    /*
     * Each takes the permits that it wants. Besides, contenders that are out of another size, and together want all of it,
     * take all that there is: whoever made them may not have heard of this size, and then goes on as if there were no more;
     * see Place. Their names do not tell whose they are, so those of several processes count together. That may make us wait
     * for a while longer than need be, as long as it takes them to hear.
     */
    private final int size;
    private long sum;
    private boolean all;
    private Map<Integer, Long> sums = Map.of(); // of those out of another size, by that

    Tally(int size) {
        this.size = size;
    }

    /**
     * Counts one more.
     *
     * @param outOf the size that it is out of as far as is known; 0 if it is certain that this does not matter
     */
    void add(ContenderName contender, int outOf) {
        sum += contender.permits();
        if (outOf > 0 && outOf != size) {
            if (sums.isEmpty()) {
                sums = new HashMap<>(2);
            }
            sums.merge(outOf, (long) contender.permits(), Long::sum);
            all |= isAllOf(outOf);
        }
    }

    /** Whether those that are out of another size together want all of it. */
    boolean isAllOf(int otherSize) {
        return sums.getOrDefault(otherSize, 0L) >= otherSize;
    }

    /** Whether there is room for the next one. */
    boolean hasRoomFor(int permits) {
        return !all && wouldHaveRoomFor(permits);
    }

    /** The same, if it were known of each that the size that it is out of does not matter. */
    boolean wouldHaveRoomFor(int permits) {
        return sum + permits <= size;
    }
}
