package io.signalbox.cli;

import io.signalbox.Signalbox;
import io.signalbox.SignalboxConfig;

/** An open store for the time of one command; it is left in order also when the process is told to end. */
final class Visit implements AutoCloseable {

    private final Signalbox box;
    private final Console console;
    private final Thread hook = new Thread(this::leaveAtShutdown, "leaves the store");

    private Visit(Console console, Signalbox box) {
        this.console = console;
        this.box = box;
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            leaveAtShutdown(); // told to end while the store was opened; what is still tried says nothing
        }
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
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the hook runs already
        }
        box.close();
    }
}
