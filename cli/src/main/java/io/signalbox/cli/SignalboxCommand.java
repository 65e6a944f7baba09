package io.signalbox.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code signalbox}. */
@Command(name = "signalbox", description = "Locks, semaphores and events for many processes on many machines.")
final class SignalboxCommand {

    @Mixin
    private GlobalOptions globals = new GlobalOptions();

    /** For the commands below. */
    GlobalOptions globals() {
        return globals;
    }
}
