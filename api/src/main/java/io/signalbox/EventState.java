package io.signalbox;

/**
 * Whether an event is set, and how often it has changed. An event that was never set has version 0; each change adds one,
 * so it is set if the version is odd.
 *
 * @param version how often it has changed, not negative
 */
public record EventState(long version) {

    /**
     * Checks the range.
     *
     * @param version how often it has changed, not negative
     * @throws IllegalArgumentException if the version is negative
     */
    public EventState {
        if (version < 0) {
            throw new IllegalArgumentException("version must be >= 0, was " + version);
        }
    }

    /**
     * Whether it is set.
     *
     * @return true if the version is odd
     */
    public boolean isSet() {
        return version % 2 == 1;
    }
}
