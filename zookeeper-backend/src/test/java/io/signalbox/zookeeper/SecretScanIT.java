package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secret that is used in every way is found in no log at TRACE, no failure, nothing that is printed, and no node. */
class SecretScanIT {

    private static final String SECRET = "pl4nted-Zq7wX2";

    /** As it may be written: as it is, as bytes in hexadecimal or base64, alone or behind the user. */
    private static final List<String> FORMS = List.of(
            SECRET,
            HexFormat.of().formatHex(SECRET.getBytes(StandardCharsets.UTF_8)),
            base64(SECRET),
            base64("alice:" + SECRET).substring(0, 24),
            java.util.Arrays.toString(SECRET.getBytes(StandardCharsets.UTF_8)).substring(1, 40));

    @TempDir
    Path folder;

    private SecureServer server;

    private static String base64(String text) {
        String encoded = Base64.getEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        return encoded.substring(0, encoded.length() - 1); // the last character depends on what follows
    }

    @BeforeEach
    void start() throws IOException {
        server = new SecureServer("want", Map.of("alice", SECRET), "preAllocSize=64");
        Credentials.secretFile(folder.resolve("password"), SECRET);
        server.authority.trustStore(folder.resolve("trust.p12"), "PKCS12", SECRET);
        server.authority.keyStore(folder.resolve("key.p12"), "PKCS12", SECRET, server.authority.issue("alice"));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private String outputOfWorker(String... more) throws IOException {
        Path log = folder.resolve("worker-" + more.length + ".log");
        List<String> arguments = new ArrayList<>(List.of(server.address(), server.secureAddress(), folder.toString()));
        arguments.addAll(List.of(more));
        try (ChildJvm worker = ChildJvm.start(
                log,
                false,
                List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=trace"),
                SecretWorker.class.getName(),
                arguments.toArray(new String[0]))) {
            assertThat(worker.awaitExit()).as("%s", log).isZero();
        }
        return Files.readString(log, StandardCharsets.ISO_8859_1);
    }

    private static List<String> linesWithASecret(String text) {
        return text.lines()
                .filter(line -> FORMS.stream().anyMatch(line::contains))
                .toList();
    }

    private static List<Path> filesWithASecret(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                if (FORMS.stream().anyMatch(content::contains)) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    @Test
    void secret_thatIsUsed_isNowhere() throws Exception {
        String output = outputOfWorker();

        assertThat(output)
                .contains("TRACE", "DEBUG", "settings: ", "lease: ", "failure: ", "user \"mallory\"")
                .contains(
                        "served: zookeeper://" + server.address() + "/digest\n",
                        "served: zookeeper://" + server.address() + "/sasl\n",
                        "served: zookeeper://" + server.secureAddress() + "/digest-tls\n",
                        "served: zookeeper://" + server.secureAddress() + "/sasl-tls\n",
                        "served: zookeeper://" + server.secureAddress() + "/certificate\n");
        assertThat(linesWithASecret(output)).isEmpty();
        assertThat(filesWithASecret(server.process().data())).isEmpty();
    }

    /** The scan sees what it looks for, in a log and in a node. */
    @Test
    void secret_thatIsLogged_isFound() throws Exception {
        assertThat(linesWithASecret(outputOfWorker(folder.resolve("password").toString())))
                .singleElement()
                .asString()
                .contains("the control: " + SECRET);
        try (PlainClient plain = new PlainClient(server.address())) {
            plain.create("/leak", org.apache.zookeeper.CreateMode.PERSISTENT);
            plain.setData("/leak", SECRET.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(filesWithASecret(server.process().data())).isNotEmpty();
        for (String form : FORMS) {
            assertThat(linesWithASecret("x" + form + "x")).hasSize(1);
        }
    }
}
