package io.signalbox.cli;

import io.signalbox.SignalboxConfig;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A command that is run while something is held. */
final class CommandUnderLease {

    /** What java makes of bytes that the locale does not know. */
    private static final char UNREADABLE = '\uFFFD';

    private final Console console;
    private final List<String> command;
    private final CompletableFuture<Guardian> guardian = new CompletableFuture<>();

    CommandUnderLease(Console console, List<String> command) {
        this.console = console;
        this.command = command;
    }

    /** The exit code. A command that cannot be run is refused before anything is acquired. */
    int run(SignalboxConfig config, Wanted wanted, WaitOptions patience, InDoubt inDoubt)
            throws IOException, InterruptedException {
        if (SearchPath.find(command.get(0)).isEmpty()) {
            return refuse(command.get(0));
        }
        for (String argument : command) {
            if (argument.indexOf(UNREADABLE) >= 0) {
                console.talk("signalbox: cannot run \"" + command.get(0) + "\": the argument \"" + argument
                        + "\" is no text in this locale, and would arrive changed; pass it in a file, or rename what it"
                        + " names");
                return ExitCode.USAGE.number();
            }
        }
        Tenancy tenancy = new Tenancy(console, wanted, patience, inDoubt);
        Thread starter = new Thread(this::startGuardian, "starts the guardian");
        starter.setDaemon(true);
        starter.start(); // it is ready when there is something to guard
        try {
            return tenancy.run(config, lease -> CommandCharge.start(command, lease, config.self(), guardian()));
        } finally {
            guardian.thenAccept(Guardian::dismiss);
        }
    }

    private int refuse(String name) {
        boolean there = SearchPath.findUnusable(name).isPresent();
        console.talk("signalbox: cannot run \"" + name + "\": "
                + (there
                        ? "it is not an executable file"
                        : name.indexOf('/') < 0 ? "it is not found on the PATH" : "there is no such file"));
        return (there ? ExitCode.NOT_EXECUTABLE : ExitCode.NOT_FOUND).number();
    }

    private void startGuardian() {
        try {
            guardian.complete(Guardian.start());
        } catch (IOException | RuntimeException e) {
            guardian.completeExceptionally(e);
        }
    }

    private @Nullable Guardian guardian() {
        try {
            return guardian.join();
        } catch (CompletionException e) {
            console.talk("signalbox: cannot start a guardian for the command: " + e.getCause()
                    + "; it will outlive this process if that is killed");
            return null;
        }
    }
}
