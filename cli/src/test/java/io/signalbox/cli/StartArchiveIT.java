package io.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive of classes for a fast start. */
class StartArchiveIT {

    @TempDir
    private Path folder;

    private Path cache;
    private Path executable;

    @BeforeEach
    void copyExecutable() throws IOException {
        cache = folder.resolve("the cache");
        executable = Files.createDirectory(folder.resolve("bin")).resolve("signalbox");
        Files.copy(Run.executable(), executable, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    }

    private Run start(Map<String, String> more, String... arguments) throws IOException {
        Map<String, String> environment = new java.util.HashMap<>(Map.of("SIGNALBOX_CACHE", cache.toString()));
        environment.putAll(more);
        List<String> command = new java.util.ArrayList<>(List.of(executable.toString()));
        command.addAll(List.of(arguments));
        return Run.start(command, folder, environment);
    }

    private List<Path> archives() throws IOException {
        if (!Files.exists(cache)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(cache)) {
            return files.filter(file -> file.toString().endsWith(".jsa")).toList();
        }
    }

    /** Whether classes of ours come from the archive, which java tells when asked. */
    private boolean isUsed() throws Exception {
        Map<String, String> log = Map.of("SIGNALBOX_JAVA_OPTS", "-Xlog:class+load:file=load.log");
        try (Run run = start(log, "--version")) {
            assertThat(run.awaitExit()).as("%s", run).isZero();
            assertThat(run.data()).singleElement().asString().startsWith("signalbox ");
            assertThat(run.talk()).isEmpty();
        }
        try (Stream<String> lines = Files.lines(folder.resolve("load.log"))) {
            return lines.anyMatch(line -> line.contains("io.signalbox.cli.Main source: shared objects file"));
        }
    }

    @Test
    void firstStart_makesTheArchiveInTheBackground_andALaterOneUsesIt() throws Exception {
        assertThat(isUsed()).isFalse();
        await().atMost(Run.PATIENCE).until(() -> !archives().isEmpty());
        assertThat(isUsed()).isTrue();

        // A touched file is another one; so would be another java.
        Files.setLastModifiedTime(executable, FileTime.fromMillis(1_700_000_000_000L));
        assertThat(isUsed()).isFalse();
        await().atMost(Run.PATIENCE).until(() -> isUsed());
        assertThat(archives()).as("the outdated one is removed").hasSize(1);

        // What is no archive, java leaves aside.
        Path archive = archives().get(0);
        Files.delete(archive);
        Files.writeString(archive, "no archive");
        assertThat(isUsed()).isFalse();
    }

    /** As if the making of it had been killed. */
    @Test
    void markWithoutAnArchive_isBelievedForADay() throws Exception {
        assertThat(isUsed()).isFalse();
        await().atMost(Run.PATIENCE).until(() -> !archives().isEmpty());
        Path archive = archives().get(0);
        Path mark = archive.resolveSibling(archive.getFileName() + ".begun");
        Files.delete(archive);

        FileTime now = Files.getLastModifiedTime(mark);
        assertThat(isUsed()).isFalse();
        assertThat(Files.getLastModifiedTime(mark)).as("nobody has begun anew").isEqualTo(now);

        Files.setLastModifiedTime(mark, FileTime.from(now.toInstant().minus(Duration.ofDays(2))));
        assertThat(isUsed()).isFalse();
        await().atMost(Run.PATIENCE).until(() -> isUsed());
    }

    /** As in an image. */
    @Test
    void archiveBesideTheFile_isUsed_andNoOtherIsMade() throws Exception {
        try (Run prepare = start(Map.of(), "prepare")) {
            assertThat(prepare.awaitExit()).as("%s", prepare).isZero();
        }
        Path beside = executable.resolveSibling("signalbox.jsa");
        Files.move(archives().get(0), beside);

        assertThat(isUsed()).isTrue();
        assertThat(cache).as("what another start would leave").isEmptyDirectory();

        try (Run off = start(
                Map.of("SIGNALBOX_CACHE", "off", "SIGNALBOX_JAVA_OPTS", "-Xlog:class+load:file=off.log"),
                "--version")) {
            assertThat(off.awaitExit()).as("%s", off).isZero();
        }
        assertThat(Files.readString(folder.resolve("off.log")))
                .doesNotContain("io.signalbox.cli.Main source: shared objects file");

        // It does not keep another one from being made.
        try (Run prepare = start(Map.of(), "prepare")) {
            assertThat(prepare.awaitExit()).as("%s", prepare).isZero();
        }
        assertThat(archives()).hasSize(1);
    }

    @Test
    void cacheThatCannotBe_isNoHindrance() throws Exception {
        for (String odd : List.of("off", "/dev/null", "/proc/nowhere", "relative")) {
            try (Run run = start(Map.of("SIGNALBOX_CACHE", odd), "--version")) {
                assertThat(run.awaitExit()).as("%s: %s", odd, run).isZero();
                assertThat(run.talk()).as(odd).isEmpty();
            }
        }
        assertThat(folder.resolve("relative")).doesNotExist();
        try (Run run = start(Map.of("SIGNALBOX_CACHE", "off"), "prepare")) {
            assertThat(run.awaitExit()).as("%s", run).isEqualTo(2);
        }
    }
}
