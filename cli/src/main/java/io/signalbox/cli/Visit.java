package io.signalbox.cli;

import io.signalbox.Signalbox;
import io.signalbox.SignalboxConfig;

/** An open store for the time of one command; it is left in order also when the process is told to end. */
final class Visit implements AutoCloseable {

    private final Signalbox box;
    private final Console console;
    private final AtShutdown hook;

    private Visit(Console console, Signalbox box) {
        this.console = console;
        this.box = box;
        this.hook = AtShutdown.run("leaves the store", this::leaveAtShutdown);
    }

    static Visit to(SignalboxConfig config, Console console) {
        return new Visit(console, Signalbox.open(config));
    }

    Signalbox box() {
        return box;
    }

    private void leaveAtShutdown() {
        console.mute();
        box.close();
    }

    @Override
    public void close() {
        if (hook.callOff()) {
            box.close();
        }
    }
}
