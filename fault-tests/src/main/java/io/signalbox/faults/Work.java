package io.signalbox.faults;

import java.io.IOException;

/** What a thread of a client does over and over. */
@FunctionalInterface
interface Work {

    void once() throws InterruptedException, IOException;
}
