package io.signalbox.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a short command of the system. */
final class Command {

    private static final long PATIENCE_SECONDS = 20;

    private Command() {}

    static String run(List<String> words) throws IOException, InterruptedException {
        return run(words, "");
    }

    /**
     * Runs it to its end.
     *
     * @param input what it reads
     * @return what it said
     * @throws IOException if it cannot be run, fails or does not end
     */
    static String run(List<String> words, String input) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", words) + " does not end");
        }
        if (process.exitValue() != 0) {
            throw new IOException(String.join(" ", words) + " failed: " + said.strip());
        }
        return said;
    }
}
