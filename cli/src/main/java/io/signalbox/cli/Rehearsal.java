package io.signalbox.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Runs common commands once against a server of its own, so that it can be seen which classes they need. */
final class Rehearsal {

    private Rehearsal() {}

    /**
     * Runs them, and ends the process.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        Verbosity.of(0).apply(); // before the server's first logger
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        Console console = new Console(nowhere, nowhere, StandardCharsets.UTF_8, false);
        System.exit(run(console));
    }

    private static int run(Console console) {
        try (TempFolder folder = TempFolder.create();
                EmbeddedServer server = EmbeddedServer.start(folder.path())) {
            String url = "--url=" + server.url();
            Main.run(console, "--help");
            Main.run(console, "semaphore", "rehearsal", "--permits=2", url, "--", "true");
            return Main.run(console, "lock", "rehearsal", url, "--", "true");
        } catch (IOException e) {
            return ExitCode.of(e).number();
        }
    }
}
