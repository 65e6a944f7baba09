package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without TLS nothing of TLS is loaded: it would be most of what a short command does. */
class PlainStartIT extends OnTestServer {

    @TempDir
    Path folder;

    /** Of those that are loaded before a server is asked why it does not serve, as happens to a child that is slow. */
    private List<String> classesOfTls(String tls, String timeout, int exitCode) throws IOException {
        Path loaded = folder.resolve("loaded-" + tls);
        String url = "zookeeper://127.0.0.1:" + store.server().port() + "/start";
        try (ChildJvm child = ChildJvm.start(
                folder.resolve("log"),
                false,
                List.of("-Xlog:class+load:file=" + loaded),
                PlainStart.class.getName(),
                url,
                tls,
                timeout)) {
            assertThat(child.awaitExit()).isEqualTo(exitCode);
        }
        assertThat(Files.readString(loaded)).contains("io.signalbox.zookeeper.ZooKeeperStore ");
        return Files.readAllLines(loaded).stream()
                .takeWhile(line -> !line.contains(" io.signalbox.zookeeper.ServerCheck "))
                .filter(
                        line -> line.matches(
                                ".* (io\\.netty\\..*|sun\\.security\\.ssl\\..*|io\\.signalbox\\.zookeeper\\.(Tls|SaslLogins|AccessCheck)) .*"))
                .toList();
    }

    @Test
    void tlsOff_loadsNothingOfIt() throws IOException {
        assertThat(classesOfTls("off", "1m", 0)).isEmpty();
    }

    @Test
    void tlsOn_loadsIt() throws IOException {
        assertThat(classesOfTls("on", "2s", 1))
                .anyMatch(line -> line.contains("io.netty."))
                .anyMatch(line -> line.contains("io.signalbox.zookeeper.Tls "));
    }
}
