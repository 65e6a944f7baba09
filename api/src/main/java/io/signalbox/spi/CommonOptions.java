package io.signalbox.spi;

import java.time.Duration;
import java.util.List;

/** The options that every backend has. */
public final class CommonOptions {

    /** How long {@code open} waits for a first connection. */
    public static final Option<Duration> CONNECTION_TIMEOUT = Option.duration(
            "connection-timeout",
            Duration.ofSeconds(10),
            Duration.ofMillis(1),
            Duration.ofDays(1),
            "how long open waits for a first connection");

    /** Within what time a call that waits for nobody ({@code tryAcquire()}, {@code set}, {@code isSet}) answers. */
    public static final Option<Duration> OPERATION_TIMEOUT = Option.duration(
            "operation-timeout",
            Duration.ofSeconds(5),
            Duration.ofMillis(1),
            Duration.ofDays(1),
            "within what time a call that waits for nobody answers");

    /**
     * For how long the store keeps what a silent participant holds. A lease in doubt is lost after half of it; a
     * dead process frees what it held after all of it.
     */
    public static final Option<Duration> SESSION_TIMEOUT = Option.duration(
            "session-timeout",
            Duration.ofSeconds(15),
            Duration.ofMillis(100),
            Duration.ofDays(1),
            "for how long the store keeps what a silent process holds");

    /**
     * How many leases in a row one process may serve to its own waiters before it gives way to other processes. With 1
     * it gives way after every lease.
     */
    public static final Option<Integer> TURN_LENGTH = Option.integer(
            "turn-length",
            64,
            1,
            1024,
            "how many leases in a row one process serves its own waiters, of a lock or of all permits of a semaphore");

    /** What this process is called in {@code inspect} and {@code list}. */
    public static final Option<String> LABEL =
            Option.text("label", "", 200, "what this process is called in inspect and list");

    /** All of them. */
    public static final List<Option<?>> ALL =
            List.of(CONNECTION_TIMEOUT, OPERATION_TIMEOUT, SESSION_TIMEOUT, TURN_LENGTH, LABEL);

    private CommonOptions() {}
}
