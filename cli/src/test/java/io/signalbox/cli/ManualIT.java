package io.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manual pages and the completion that a build leaves, read by those who are to read them. */
class ManualIT {

    @TempDir
    private Path folder;

    @Test
    void pages_areThereForEveryCommand_andGroffIsContentWithThem() throws Exception {
        Path pages = Path.of("target", "generated-docs", "man1").toAbsolutePath();
        try (Stream<Path> files = Files.list(pages)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .contains("signalbox.1", "signalbox-release.1", "signalbox-event-wait.1", "signalbox-demo-lock.1");
        }
        assumeThat(Path.of("/usr/bin/groff")).as("groff(1)").exists();
        String command = "for page in '" + pages + "'/*; do groff -man -Tutf8 -ww \"$page\" || exit 1; done";
        try (Run run = Run.start(List.of("sh", "-c", command), folder, Map.of())) {
            assertThat(run.awaitExit()).isZero();
            assertThat(run.talk()).isEmpty();
            assertThat(run.data()).hasSizeGreaterThan(500);
        }
    }

    @Test
    void completion_knowsCommandsAndOptions() throws Exception {
        Path completion =
                Path.of("target", "generated-docs", "completion", "signalbox").toAbsolutePath();
        String script = ". '" + completion + "'; "
                + "COMP_WORDS=(signalbox ins); COMP_CWORD=1; _complete_signalbox; echo \"${COMPREPLY[@]}\"; "
                + "COMP_WORDS=(signalbox release --to); COMP_CWORD=2; _complete_signalbox; echo \"${COMPREPLY[@]}\"";
        try (Run run = Run.start(List.of("bash", "-c", script), folder, Map.of())) {
            assertThat(run.awaitExit()).as("%s", run).isZero();
            assertThat(run.data()).containsExactly("inspect", "--token");
        }
    }
}
