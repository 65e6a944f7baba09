package io.signalbox.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tools say for which the manifests are, where they are installed; skipped where they are not. */
class ToolsTest {

    @TempDir
    private Path folder;

    private String said = "";

    private int run(String... command) throws IOException, InterruptedException {
        assumeInstalled(command[0]);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .start();
        said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor();
    }

    private static void assumeInstalled(String command) {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin");
        Assumptions.assumeTrue(
                Stream.of(path.split(":", -1)).anyMatch(place -> Files.isExecutable(Path.of(place, command))),
                () -> command + " is not installed");
    }

    @Test
    void kubectl_rendersWhatWeReadOurselves() throws Exception {
        String ensemble = "ConfigMap CronJob Namespace NetworkPolicy PodDisruptionBudget Service StatefulSet";
        assertThat(kindsIn("kubernetes")).isEqualTo(ensemble);
        String map = configMap();
        assertThat(kindsIn("kubernetes/demo")).isEqualTo("ConfigMap Job");
        assertThat(configMap()).as("the same one").isEqualTo(map);
        assertThat(kindsIn("kubernetes/login")).isEqualTo(ensemble);
        assertThat(said)
                .contains("mountPath: /run/signalbox", "mountPath: /tmp", "value: digest", "fieldPath: metadata.name");
    }

    private String kindsIn(String folder) throws IOException, InterruptedException {
        assertThat(run("kubectl", "kustomize", folder)).as(said).isZero();
        assertThat(said.lines().filter(line -> line.strip().equals("image: signalbox:latest")))
                .as("the tag is given to it")
                .hasSize(1);
        return said.lines()
                .filter(line -> line.startsWith("kind: "))
                .map(line -> line.substring("kind: ".length()))
                .sorted()
                .collect(Collectors.joining(" "));
    }

    private String configMap() {
        return said.lines()
                .filter(line -> line.startsWith("  name: signalbox-"))
                .findFirst()
                .orElse("");
    }

    /** On a copy, since what the unit starts is not installed here. */
    @Test
    void systemd_takesTheUnits_andWouldNotTakeOthers() throws Exception {
        assertThat(verify("", "")).doesNotContain("Unknown", "Failed", "not ", "ignoring");
        assertThat(verify("KillMode=", "KilMode=")).contains("'KilMode'");
        assertThat(verify("TimeoutStopSec=30", "TimeoutStopSec=soon")).contains("Failed to parse");
        assertThat(verify("OnCalendar=*-*-* 02:30:00", "OnCalendar=teatime")).contains("Failed to parse");
    }

    private String verify(String right, String wrong) throws IOException, InterruptedException {
        for (String name : List.of("signalbox-nightly.service", "signalbox-nightly.timer")) {
            String unit = Files.readString(Path.of("systemd", name))
                    .replace("/usr/local/bin/signalbox", "/bin/true")
                    .replace("EnvironmentFile=", "EnvironmentFile=-");
            Files.writeString(folder.resolve(name), right.isEmpty() ? unit : unit.replace(right, wrong));
        }
        run(
                "systemd-analyze",
                "verify",
                "--man=no",
                folder.resolve("signalbox-nightly.service").toString(),
                folder.resolve("signalbox-nightly.timer").toString());
        return said;
    }
}
