package io.signalbox.zookeeper;

import io.signalbox.ResourceKind;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the name of a node in a line says.
 *
 * @param sequence the number that ZooKeeper appended: the parent's count of creations, a signed 32-bit number
 * @param permits how many permits it wants
 * @param outOf how many permits a semaphore had when it was made, if that is told by it, else 0; see {@link Place}
 * @param name the whole name
 * @param birth the transaction that made the node; 0 while it is not known
 */
record ContenderName(int sequence, int permits, int outOf, String name, long birth)
        implements Comparable<ContenderName> {
    /*
     * Other libraries' contenders for a lock count as ours do, so that we wait for them: Curator's mutex and go-zookeeper's
     * lock (…lock-<n>), DistributedLock for .NET (lock-<n>), kazoo's lock (…__lock__<n>, __rlock__), Curator's read-write
     * lock (…__WRIT__<n>, __READ__), and the recipe that comes with ZooKeeper (x-<session>-<n>). All numbers of one
     * directory come from one counter, so they order contenders across the libraries. Any other child is no contender.
     *
     * That counter ends. ZooKeeper's documentation says that it goes on with -2147483648, and old servers do. Since 3.6 a
     * server never lowers the counter of a node that it has, so it stays at 2147483647 and everybody gets that
     * number; only if another create in the same directory is still under way, the next one gets -2147483648, and so on up
     * until none is. So from the largest number on the numbers say nothing, and the births decide. Below it they are
     * in order, and before all of those.
     */
    private static final int DIGITS = 10; // of every number that is not negative

    /*
     * The unique part of our names is a UUID of version 8, which is for whoever has a use of its own for some of the bits.
     * Other libraries take random ones, of version 4, or none. So a name shows whether it is of our making, and whoever
     * made it keeps to the rule that Sentinel leans on: a contender for a lock is written to only by its owner, and only
     * in the transaction that deletes it after it held.
     */
    private static final String PREFIX = "_c_";
    private static final int VERSION_INDEX = 14;
    private static final int UUID_LENGTH = 36;
    private static final long VERSION_BITS = 0xF000L;
    private static final long VERSION_8 = 0x8000L;
    private static final long VARIANT_BITS = 0xC000_0000_0000_0000L;
    private static final long VARIANT_2 = 0x8000_0000_0000_0000L;

    private static final Pattern LOCK =
            Pattern.compile("(?:.*(?:lock-|__r?lock__|__WRIT__|__READ__)|x-[0-9a-fA-F-]+-)(-?\\d{9,10})");

    /**
     * Reads a name.
     *
     * @return null if it is no contender
     */
    static @Nullable ContenderName parse(ResourceKind kind, String name) {
        try {
            return kind == ResourceKind.LOCK ? ofALock(name) : ofASemaphore(name);
        } catch (NumberFormatException e) {
            return null; // no digits, or ten of them, but beyond 32 bits: ZooKeeper never made this name
        }
    }

    private static @Nullable ContenderName ofALock(String name) {
        int digits = name.length() - DIGITS;
        if (digits >= 5 && name.startsWith("lock-", digits - 5) && endOfDigits(name, digits) == name.length()) {
            return new ContenderName(number(name, digits, name.length()), 1, 0, name, 0);
        }
        Matcher m = LOCK.matcher(name);
        return m.matches() ? new ContenderName(Integer.parseInt(m.group(1)), 1, 0, name, 0) : null;
    }

    /** {@code _c_<unique>-<permits>-lease-<number>}, or {@code _c_<unique>-<permits>-of-<size>-lease-<number>}. */
    private static @Nullable ContenderName ofASemaphore(String name) {
        int end = PREFIX.length() + UUID_LENGTH;
        if (!name.startsWith(PREFIX) || !name.startsWith("-", end) || !isUnique(name, PREFIX.length(), end)) {
            return null;
        }
        int begin = end + 1;
        end = endOfDigits(name, begin);
        int permits = number(name, begin, end);
        int outOf = 0;
        if (name.startsWith("-of-", end)) {
            begin = end + "-of-".length();
            end = endOfDigits(name, begin);
            outOf = number(name, begin, end);
        }
        if (!name.startsWith("-lease-", end)) {
            return null;
        }
        begin = end + "-lease-".length();
        int digits = name.startsWith("-", begin) ? begin + 1 : begin;
        boolean isAppended = name.length() - digits >= DIGITS - 1 && endOfDigits(name, digits) == name.length();
        return isAppended ? new ContenderName(number(name, begin, name.length()), permits, outOf, name, 0) : null;
    }

    /** Whether there could be a UUID, written in the usual way. */
    private static boolean isUnique(String name, int begin, int end) {
        for (int i = begin; i < end; i++) {
            char c = name.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f') && c != '-') {
                return false;
            }
        }
        return true;
    }

    /** Where digits end, or as many as a number has at most. */
    private static int endOfDigits(String name, int begin) {
        int limit = Math.min(name.length(), begin + DIGITS);
        int end = begin;
        while (end < limit && name.charAt(end) >= '0' && name.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    private static int number(String name, int begin, int end) {
        return Integer.parseInt(name, begin, end, 10);
    }

    /** The name of the node at a path. */
    static String nodeAt(@Nullable String path) {
        return path == null ? "" : path.substring(path.lastIndexOf('/') + 1);
    }

    /**
     * The path of a new contender but for the number that ZooKeeper appends. Its name is unique, so that the node is found
     * again when the reply to its create was lost.
     */
    static String pathIn(String directory, ResourceKind kind, int permits, int outOf) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        UUID unique = new UUID(
                (random.nextLong() & ~VERSION_BITS) | VERSION_8, (random.nextLong() & ~VARIANT_BITS) | VARIANT_2);
        StringBuilder path = new StringBuilder(directory.length() + 80);
        path.append(directory).append('/').append(PREFIX).append(unique);
        if (kind == ResourceKind.LOCK) {
            path.append("-lock-");
        } else {
            path.append('-').append(permits);
            if (outOf > 0) {
                path.append("-of-").append(outOf);
            }
            path.append("-lease-");
        }
        return path.toString();
    }

    /** Whether a change of it says that it held and is no more. */
    boolean saysThatItHeld() {
        return name.startsWith(PREFIX)
                && name.startsWith("-lock-", PREFIX.length() + UUID_LENGTH)
                && name.charAt(PREFIX.length() + VERSION_INDEX) == '8';
    }

    ContenderName bornIn(long czxid) {
        return new ContenderName(sequence, permits, outOf, name, czxid);
    }

    /** Whether the number tells the place; if not, the birth does. */
    boolean isNumbered() {
        return sequence >= 0 && sequence < Integer.MAX_VALUE;
    }

    /** Whether it is known where in the line it stands. */
    boolean isPlaced() {
        return isNumbered() || birth != 0;
    }

    /**
     * The order of the line, as long as the line is shorter than 2^31. Whoever's place is not known stands before all
     * whose numbers tell as little.
     */
    @Override
    public int compareTo(ContenderName other) {
        int order = isNumbered() || other.isNumbered()
                ? Integer.compare(sequence - other.sequence, 0)
                : Long.compare(birth, other.birth);
        return order != 0 ? order : name.compareTo(other.name);
    }
}
