package io.signalbox.benchmarks;

/** What a figure says. */
enum Metric {
    /** The median time of one operation. */
    P50("µs"),
    /** The 99th percentile of the time of one operation or of one wait. */
    P99("µs"),
    /** How many a second. */
    RATE("/s"),
    /** Packets that the servers received, an operation. */
    REQUESTS("requests"),
    /** Packets that the servers sent beyond one reply to each request, an operation. */
    NOTIFICATIONS("notifications"),
    /** How long the whole took. */
    MILLIS("ms"),
    /** Heap, each. */
    BYTES("B"),
    /** How many. */
    COUNT("");

    final String unit;

    Metric(String unit) {
        this.unit = unit;
    }
}
