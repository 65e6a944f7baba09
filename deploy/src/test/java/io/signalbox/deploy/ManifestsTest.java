package io.signalbox.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The manifests are right; and each thing that may be wrong with them, made wrong on purpose, is found. */
class ManifestsTest {

    private static final Path FOLDER = Path.of("").toAbsolutePath();
    private static final Path PROJECT = FOLDER.getParent();

    @TempDir
    private Path copy;

    @Test
    void manifests_asTheyAre_haveNothingWrong() throws IOException {
        assertThat(new Manifests(FOLDER, PROJECT).findings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // fields
                "kubernetes/ensemble/statefulset.yaml | replicas: 3 | replicaz: 3 | there is no field \"replicaz\"",
                "kubernetes/ensemble/statefulset.yaml | periodSeconds: 5 | periodSecond: 5 | there is no field \"periodSecond\"",
                "kubernetes/ensemble/statefulset.yaml | containerPort: 2181 | containerPort: x2181 | (\"x2181\")",
                "kubernetes/ensemble/statefulset.yaml | containerPort: 2181 | containerPort: \"2181\" | Cannot coerce String",
                "kubernetes/ensemble/disruption.yaml | policy/v1 | policy/v1beta1 | there is no kind policy/v1beta1/PodDisruptionBudget",
                "kubernetes/kustomization.yaml | resources: | resource: | there is no field \"resource\"",
                "compose.yaml | retries: 30 | retry: 30 | there is no field \"retry\"",
                "compose.yaml | cap_drop: [ALL] | cap_dropp: [ALL] | there is no field \"cap_dropp\"",
                "systemd/signalbox-nightly.service | KillMode | KilMode | there is no \"KilMode=mixed\" in [Service]",
                "systemd/signalbox-nightly.timer | [Timer] | [Time] | in [Time]",
                // files and names
                "kubernetes/kustomization.yaml | - nightly | - nightley | there is no file \"nightley\"",
                "kubernetes/ensemble/kustomization.yaml | `  - disruption.yaml\\n` | `` | nothing takes \"ensemble/disruption.yaml\"",
                "kubernetes/kustomization.yaml | `  - nightly` | `  - nightly\\n  - demo` | a job that is there cannot be changed",
                "kubernetes/login/login.yaml | name: nightly\\nspec | name: daily\\nspec | CronJob, daily] to patch",
                "kubernetes/common/kustomization.yaml | name: signalbox\\n    literals | name: signalbocks\\n    literals | there is no config map \"signalbox\"",
                "kubernetes/ensemble/statefulset.yaml | - name: data\\n              mountPath: /data\\n | - name: date\\n              mountPath: /data\\n | there is no volume \"date\"",
                "kubernetes/ensemble/statefulset.yaml | zookeeper-1.zookeeper-peers | zookeeper-1.zookeeper-peer | server 2 is called zookeeper-1.zookeeper-peers",
                "kubernetes/ensemble/statefulset.yaml | replicas: 3 | replicas: 5 | 3 servers, and 5 replicas",
                "kubernetes/ensemble/services.yaml | clusterIP: None | clusterIP: 10.0.0.1 | there is no headless service",
                "kubernetes/nightly/cronjob.yaml | mountPath: /tmp | mountPath: /temp | CronJob nightly: its root is read-only, and /tmp cannot be written to",
                "kubernetes/demo/job.yaml | mountPath: /tmp | mountPath: /tmp\\n              readOnly: true | Job demo: its root is read-only, and /tmp cannot be written to",
                "kubernetes/login/login.yaml | path: password | path: pass | there is no secret /run/signalbox/password",
                "compose.yaml | tmpfs: [/tmp] | tmpfs: [/run] | service cli: its root is read-only, and /tmp cannot be written to",
                "compose.yaml | zoo2: {condition: service_healthy} | zoo4: {condition: service_healthy} | there is no service \"zoo4\"",
                "compose.yaml | \"zoo2-log:/datalog\" | \"zoo4-log:/datalog\" | there is no volume \"zoo4-log\"",
                "compose.yaml | ZOO_MY_ID: \"2\" | ZOO_MY_ID: \"3\" | is not the server that ZOO_MY_ID says",
                "systemd/signalbox-nightly.timer | Unit=signalbox-nightly | Unit=signalbox-nightley | there is no unit",
                // selectors
                "kubernetes/ensemble/services.yaml | app.kubernetes.io/name: zookeeper | app.kubernetes.io/name: zoo | matches nothing",
                "kubernetes/ensemble/disruption.yaml | app.kubernetes.io/name: zookeeper | app.kubernetes.io/name: zoo | matches nothing",
                "kubernetes/ensemble/network.yaml | signalbox.io/client | signalbox.io/clients | matches nothing",
                "kubernetes/nightly/cronjob.yaml | `signalbox.io/client: \"true\"` | `signalbox.io/client: \"yes\"` | CronJob nightly: is not let in to the servers",
                "kubernetes/ensemble/network.yaml | `          protocol: UDP` | `          protocol: TCP` | may not look names up by UDP",
                "kubernetes/ensemble/network.yaml | `  egress:\\n    - to:\\n        - podSelector:\\n            matchLabels:\\n              app.kubernetes.io/name: zookeeper\\n      ports:\\n        - port: follow\\n` | `  egress:\\n    - to:\\n        - podSelector:\\n            matchLabels:\\n              app.kubernetes.io/name: zookeeper\\n      ports:\\n` | servers do not reach servers at the port follow",
                "kubernetes/ensemble/network.yaml | `        - port: elect\\n  egress` | `  egress` | servers are not reached by servers at the port elect",
                "kubernetes/ensemble/network.yaml | `policyTypes: [Ingress, Egress]` | `policyTypes: [Ingress]` | no policy limits its Egress",
                // ports
                "kubernetes/ensemble/services.yaml | targetPort: client | targetPort: clients | nobody serves the port clients",
                "kubernetes/ensemble/network.yaml | port: client | port: 2182 | nobody serves the port 2182",
                "kubernetes/ensemble/statefulset.yaml | containerPort: 3888 | containerPort: 3889 | the port elect of server 1 is not 3888",
                "kubernetes/ensemble/statefulset.yaml | 127.0.0.1 2181 | 127.0.0.1 2182 | nobody serves the port 2182 that the probe asks",
                "kubernetes/common/kustomization.yaml | zookeeper-1.zookeeper-peers:2181 | zookeeper-1.zookeeper-peers:2182 | nobody serves the port 2182 of zookeeper-1.zookeeper-peers",
                "kubernetes/common/kustomization.yaml | zookeeper-2.zookeeper-peers | zookeeper-3.zookeeper-peers | nobody is called \"zookeeper-3.zookeeper-peers\"",
                "compose.yaml | zoo2:2181,zoo3:2181/demo | zoo2:2182,zoo3:2181/demo | nobody serves the port 2182 of zoo2",
                "compose.yaml | 127.0.0.1 2181 | 127.0.0.1 2188 | nobody serves the port 2188 that the probe asks",
                "compose.yaml | echo srvr | echo mntr | the server does not answer mntr",
                // images and users
                "compose.yaml | zookeeper:3.9 | zookeeper:3.8 | the images are",
                "kubernetes/common/kustomization.yaml | newTag: latest | newTag: \"1\" | the images are",
                "kubernetes/demo/job.yaml | runAsUser: 10001 | runAsUser: 10002 | the image's user is 10001, not 10002",
                "Dockerfile | eclipse-temurin:17-jre-alpine | eclipse-temurin:11-jre-alpine | is not of Java 17",
                "Dockerfile | USER 10001:10001 | USER root | nowhere",
                "compose.yaml | `  worker2:\\n` | `  worker2:\\n    build: {context: .., dockerfile: deploy/Dockerfile}\\n` | the image is built for 2 services",
                "compose.yaml | `    build:\\n      context: ..\\n      dockerfile: deploy/Dockerfile\\n` | `` | the image is built for 0 services",
                "compose.yaml | pull_policy: never | pull_policy: missing | somebody else has published",
                // once a night
                "kubernetes/nightly/cronjob.yaml | --wait=30s | --try | content with the dead session",
                "kubernetes/nightly/cronjob.yaml | --wait=30s | --wait=15s | content with the dead session",
                "kubernetes/nightly/cronjob.yaml | sleep 900 | sleep 630 | would do a short job again",
                "kubernetes/demo/job.yaml | value: 5m | value: 10s | gives up before the image of its ensemble is pulled",
                "systemd/signalbox-nightly.service | sleep 120 | sleep 60 | would do a short job again",
                "systemd/signalbox-nightly.service | `; r=$$?; sleep 120; exit $$r` | `` | would do a short job again",
                "systemd/signalbox-nightly.timer | AccuracySec=1s | AccuracySec=1min | each machine begins at a time of its own",
                "systemd/signalbox-nightly.timer | AccuracySec=1s | Persistent=yes | there is no \"Persistent=yes\" in [Timer]",
                // commands, options and variables
                "kubernetes/demo/job.yaml | --permits=2 | --permitts=2 | Unknown option: '--permitts=2'",
                "kubernetes/nightly/cronjob.yaml | - lock | - luck | luck",
                "kubernetes/nightly/cronjob.yaml | --conflict-code=0 | --conflict-code=none | 'none' is not an int",
                "compose.yaml | --as=Process-3 | --az=Process-3 | Unknown option: '--az=Process-3'",
                "compose.yaml | `${DEMO_WORK:-3s}` | `${DEMO_WORK:-3 parsecs}` | 3 parsecs",
                "compose.yaml | SIGNALBOX_URL: | SIGNALBOX_ADDRESS: | no SIGNALBOX_URL",
                "kubernetes/common/kustomization.yaml | SIGNALBOX_SESSION_TIMEOUT=15s | SIGNALBOX_SESSION_TIMOUT=15s | SIGNALBOX_SESSION_TIMOUT is no option",
                "kubernetes/common/kustomization.yaml | SIGNALBOX_SESSION_TIMEOUT=15s | SIGNALBOX_SESSION_TIMEOUT=7s | shorter than 4 ticks",
                "compose.yaml | ZOO_TICK_TIME | ZOO_TICKTIME | the image reads no variable ZOO_TICKTIME",
                "systemd/signalbox-nightly.service | lock nightly --try | lock nightly --tri | Unknown option: '--tri'",
                "systemd/signalbox-nightly.service | signalbox lock nightly | signalbox semaphore nightly --permits=1 | guarded by no lock",
                "systemd/signalbox.env | SIGNALBOX_URL=zookeeper:// | SIGNALBOX_URL=zoo:// | there is no backend for the scheme",
                "README.md | signalbox demo worker semaphore --stamped | signalbox demo worker semaphore --stampd | Unknown option: '--stampd'",
            })
    void manifest_madeWrong_isFound(String file, String right, String wrong, String finding) throws IOException {
        copyFolder();
        Path target = copy.resolve(file);
        String text = Files.readString(target);
        assertThat(text).as("there is something to make wrong").contains(unescaped(right));
        Files.writeString(target, text.replace(unescaped(right), unescaped(wrong == null ? "" : wrong)));

        assertThat(new Manifests(copy, PROJECT).findings())
                .anySatisfy(line -> assertThat(line).contains(finding));
    }

    @Test
    void fieldGivenTwice_isRefused() throws IOException {
        copyFolder();
        Files.writeString(copy.resolve("twice.yaml"), "a: 1\na: 2\n");

        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> Yaml.documents(copy.resolve("twice.yaml"))))
                .hasMessageContaining("duplicate key");
    }

    /** Line ends in the table above. */
    private static String unescaped(String text) {
        return text.replace("\\n", "\n");
    }

    private void copyFolder() throws IOException {
        for (String name : List.of("Dockerfile", "README.md", "compose.yaml", "kubernetes", "systemd")) {
            try (Stream<Path> files = Files.walk(FOLDER.resolve(name))) {
                for (Path file : files.toList()) {
                    Files.copy(file, copy.resolve(FOLDER.relativize(file).toString()));
                }
            }
        }
    }
}
