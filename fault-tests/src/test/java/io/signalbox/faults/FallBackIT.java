package io.signalbox.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command where no network can be made, whoever we are: it cannot find what makes networks. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class FallBackIT {

    @Test
    void run_withoutNamespaces_stopsAndKillsAndSaysWhatItCannotDo(@TempDir Path folder)
            throws IOException, InterruptedException {
        Path programs = Files.createDirectory(folder.resolve("bin"));
        Files.createSymbolicLink(programs.resolve("sh"), Path.of("/bin/sh"));
        Path said = folder.resolve("said");
        ProcessBuilder command = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--seconds",
                "10",
                "--faults",
                "stop-client,kill-leader,cut-leader",
                "--out",
                folder.resolve("run").toString());
        command.environment().put("PATH", programs.toString());
        command.redirectErrorStream(true).redirectOutput(said.toFile());
        Process run = command.start();
        try {
            assertThat(run.waitFor(4, TimeUnit.MINUTES)).as("ends").isTrue();
        } finally {
            run.destroy(); // its children go with it
            run.waitFor();
        }
        String text = Files.readString(said, StandardCharsets.UTF_8);
        assertThat(text)
                .contains("NAMESPACES ARE NOT PERMITTED HERE", "NOTHING IS CUT", "NOT RUN     [cut-leader]")
                .contains("updates lost without a fence: seen", "0 violations, 0 blind controls");
        assertThat(run.exitValue()).isZero();
    }
}
