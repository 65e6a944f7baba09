package io.signalbox.faults;

/**
 * One thing that is done to the world.
 *
 * @param kind what
 * @param afterMillis how long after the one before
 * @param lengthMillis how long it goes on
 * @param seed decides what it hits
 * @param paired whether the next one begins while this goes on
 */
record Fault(Kind kind, long afterMillis, long lengthMillis, long seed, boolean paired) {

    @Override
    public String toString() {
        return kind.label() + " for " + lengthMillis + " ms";
    }
}
