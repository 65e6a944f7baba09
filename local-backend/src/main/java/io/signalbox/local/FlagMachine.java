package io.signalbox.local;

/** The state of one flag, and nothing else: the count of its changes. */
final class FlagMachine {

    private long version;

    long version() {
        return version;
    }

    /**
     * Changes the flag, if {@code from} is its version.
     *
     * @return whether it was changed
     */
    boolean advance(long from) {
        if (from != version) {
            return false;
        }
        version++;
        return true;
    }
}
