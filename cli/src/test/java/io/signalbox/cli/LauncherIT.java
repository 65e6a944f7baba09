package io.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell lines in front of the jar. */
class LauncherIT {

    @TempDir
    private Path folder;

    private Path link;

    @BeforeEach
    void linkFromAFolderWithBlanks() throws Exception {
        Path blanks = Files.createDirectories(folder.resolve("a folder with blanks"));
        link = Files.createSymbolicLink(blanks.resolve("signal box"), Run.executable());
    }

    @Test
    void link_withBlanksInItsPath_isFollowed() throws Exception {
        try (Run run = Run.start(List.of(link.toString(), "--version"), folder, Map.of())) {
            assertThat(run.awaitExit()).as("%s", run).isZero();
            assertThat(run.data()).singleElement().asString().matches("signalbox \\d\\S+");
        }
    }

    /** Its workers find the same file. */
    @Test
    void demo_throughALink_startsItsWorkers() throws Exception {
        try (Run run = Run.start(List.of(link.toString(), "demo", "lock"), folder, Map.of())) {
            assertThat(run.awaitExit()).as("%s", run).isZero();
            assertThat(run.data()).contains("2 lines, 0 torn");
        }
    }

    @Test
    void java_isFoundOnThePath() throws Exception {
        String path = Path.of(System.getProperty("java.home"), "bin") + ":/usr/bin:/bin";
        try (Run run = Run.start(
                List.of(Run.executable().toString(), "--version"), folder, Map.of("JAVA_HOME", "", "PATH", path))) {
            assertThat(run.awaitExit()).as("%s", run).isZero();
        }
    }

    @Test
    void noJava_isSaid() throws Exception {
        try (Run run = Run.start(
                List.of("/bin/sh", Run.executable().toString(), "--version"),
                folder,
                Map.of("JAVA_HOME", "", "PATH", folder.toString()))) {
            assertThat(run.awaitExit()).as("%s", run).isEqualTo(127);
            assertThat(run.talk()).singleElement().asString().contains("no java found");
        }
    }

    @Test
    void arguments_andTheExitCode_passThrough() throws Exception {
        try (Run run = Run.start(folder, Map.of(), "demo", "lock", "--name", "two words *")) {
            assertThat(run.awaitExit()).as("%s", run).isEqualTo(2);
            assertThat(run.talk()).first().asString().contains("U+0020 at index 3");
        }
    }
}
