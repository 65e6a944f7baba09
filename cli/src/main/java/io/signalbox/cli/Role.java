package io.signalbox.cli;

import io.signalbox.Signalbox;
import java.io.IOException;
import java.util.List;

/** What one worker of a demo does. Immutable; the same in a process of its own and in a thread. */
interface Role {

    /** Plays it once, to the end. */
    void play(Signalbox box, Report report) throws InterruptedException, IOException;

    /** What {@code signalbox demo worker} has to be given to play it. */
    List<String> arguments();
}
