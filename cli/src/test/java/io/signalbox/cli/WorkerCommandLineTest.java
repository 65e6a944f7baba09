package io.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerCommandLineTest {

    private static final Role ROLE = new SemaphoreRole("n", 2, Duration.ofMillis(5));

    @Test
    void url_goesByTheEnvironment_notByTheArguments() {
        String url = "zookeeper://127.0.0.1:2181/app";

        ProcessBuilder command = WorkerCommandLine.of("Process-1", ROLE, url, 0);

        assertThat(command.environment()).containsEntry("SIGNALBOX_URL", url);
        assertThat(command.command()).noneMatch(argument -> argument.contains(url));
    }

    @Test
    void arguments_areThoseOfTheRole() {
        assertThat(WorkerCommandLine.of("Process-1", ROLE, null, 2).command())
                .endsWith(
                        "demo",
                        "worker",
                        "semaphore",
                        "--name=n",
                        "--permits=2",
                        "--work=5ms",
                        "--as=Process-1",
                        "--attended",
                        "-v",
                        "-v");
    }

    @Test
    void javaOptions_arePassedOn_butForTheUrl() {
        assertThat(WorkerCommandLine.optionsOf(null)).isEmpty();
        assertThat(WorkerCommandLine.optionsOf(" -Xmx64m  -Dsignalbox.url=local: -Dsignalbox.label=x "))
                .containsExactly("-Xmx64m", "-Dsignalbox.label=x");
    }

    @Test
    void program_ofOneFile_isAJarWhateverItsName(@TempDir Path folder) throws IOException {
        Path jar = Files.createFile(folder.resolve("with blanks"));

        assertThat(WorkerCommandLine.program(jar.toString())).containsExactly("-jar", jar.toString());
        assertThat(WorkerCommandLine.program("a.jar:b.jar"))
                .isEqualTo(List.of("-cp", "a.jar:b.jar", "io.signalbox.cli.Main"));
    }

    @Test
    void exitCode_isDescribedAsAShellDoes() {
        assertThat(ProcessWorker.describe(0)).isEmpty();
        assertThat(ProcessWorker.describe(69)).isEqualTo("exit code 69");
        assertThat(ProcessWorker.describe(137)).isEqualTo("signal 9");
    }
}
