package io.signalbox;

/** The three things that processes share. */
public enum ResourceKind {
    /** A {@link DistributedLock}. */
    LOCK,
    /** A {@link DistributedSemaphore}. */
    SEMAPHORE,
    /** A {@link DistributedEvent}. */
    EVENT;

    /**
     * The word for messages and output.
     *
     * @return {@code lock}, {@code semaphore} or {@code event}
     */
    public String word() {
        return switch (this) {
            case LOCK -> "lock";
            case SEMAPHORE -> "semaphore";
            case EVENT -> "event";
        };
    }
}
