package io.signalbox.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A console whose two sides can be read. */
final class Screen {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console = new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            StandardCharsets.UTF_8,
            false);

    Console console() {
        return console;
    }

    String data() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String talk() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
