package io.signalbox.cli;

/** Hears the workers of a crew, one signal at a time. */
@FunctionalInterface
interface Foreman {

    /** The worker waits for the return. */
    void hear(String worker, Signal signal, String text);

    /** The worker is gone. */
    default void left(String worker) {}
}
