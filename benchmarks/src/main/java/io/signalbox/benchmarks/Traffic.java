package io.signalbox.benchmarks;

/**
 * Packets that the servers have counted.
 *
 * @param received from clients
 * @param sent to clients
 */
record Traffic(long received, long sent) {

    Traffic plus(Traffic other) {
        return new Traffic(received + other.received, sent + other.sent);
    }

    Traffic minus(Traffic other) {
        return new Traffic(received - other.received, sent - other.sent);
    }

    long requests() {
        return received;
    }

    /** What was sent unasked. */
    long notifications() {
        return Math.max(0, sent - received);
    }
}
