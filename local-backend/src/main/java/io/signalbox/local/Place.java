package io.signalbox.local;

import org.jspecify.annotations.Nullable;

/**
 * One place in a {@link QueueMachine}, which alone writes its fields.
 *
 * @param <P> the type of the places in one line
 */
abstract class Place<P extends Place<P>> {

    /** What the line says of a place. */
    enum Standing {
        /** Not in the line. */
        OUTSIDE,
        /** In the line, without its permits. */
        WAITING,
        /** In the line, with its permits. */
        HOLDING
    }

    final int permits;
    Standing standing = Standing.OUTSIDE;

    /** The size, if it has been that since it stands in the line; else 0. */
    int outOf;

    /** It holds, and is not used: it goes as soon as the line is asked for anything. */
    boolean resting;

    /** Of the first in the line, the last. */
    @Nullable P before;

    @Nullable P behind;

    Place(int permits) {
        this.permits = permits;
    }
}
