package io.signalbox.faults;

/**
 * How long a client waits.
 *
 * @param waitNanos the longest time it gives a call that waits
 * @param operationNanos the operation timeout
 */
record Patience(long waitNanos, long operationNanos) {}
