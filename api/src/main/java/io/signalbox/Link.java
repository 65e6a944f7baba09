package io.signalbox;

import org.jspecify.annotations.Nullable;

/**
 * What can stand in one line at a time, by two references of its own. Guarded by whatever guards the line.
 *
 * @param <E> the type of those in the line
 */
@SuppressWarnings("ReferenceEquality") // who stands in a line is itself, whatever its class says of equality
abstract class Link<E extends Link<E>> {
    /*
     * A line is a ring: its last knows its first. So a line is one reference, to its last, and an empty one is null: a
     * lock that nobody uses pays for no collection. Each method answers the line's last after it.
     */
    @Nullable E before;

    @Nullable E behind;

    /** Whether it stands in a line. */
    final boolean isLinked() {
        return behind != null;
    }

    static <E extends Link<E>> @Nullable E first(@Nullable E last) {
        return last == null ? null : last.behind;
    }

    /** Who comes after one of the line; null after the last. */
    static <E extends Link<E>> @Nullable E after(E one, @Nullable E last) {
        return one == last ? null : one.behind;
    }

    static <E extends Link<E>> E append(@Nullable E last, E one) {
        E first = last == null ? one : last.behind;
        E tail = last == null ? one : last;
        one.before = tail;
        one.behind = first;
        tail.behind = one;
        if (first != null) {
            first.before = one;
        }
        return one;
    }

    static <E extends Link<E>> E prepend(@Nullable E last, E one) {
        append(last, one);
        return last == null ? one : last; // in a ring, the place behind the last is the one before the first
    }

    /** Takes one out of its line. */
    static <E extends Link<E>> @Nullable E remove(@Nullable E last, E one) {
        E before = one.before;
        E behind = one.behind;
        one.before = null;
        one.behind = null;
        if (before == null || behind == null || before == one) {
            return null;
        }
        before.behind = behind;
        behind.before = before;
        return one == last ? before : last;
    }
}
