package io.signalbox.local;

/** Where the listeners of one participant are called: one after another, in the order in which they were posted. */
interface Events {

    /** Runs a task soon, never from within this call. May be called with a lock held. */
    void post(Runnable task);

    /** Runs a task later. */
    void postAfter(long nanos, Runnable task);

    /** Nothing is begun from now on. */
    void close();
}
