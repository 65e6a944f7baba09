package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.Finding;
import io.signalbox.Finding.Level;
import io.signalbox.Signalbox;
import io.signalbox.SignalboxConfig;
import java.util.List;
import java.util.UUID;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.server.command.FourLetterCommands;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a doctor finds, on a server that is well and on some that are not. */
class DiagnosisIT extends OnTestServer {

    private static final String WORDS = "zookeeper.4lw.commands.whitelist";

    /** For this JVM, from now on: what was allowed once is not taken back. */
    @BeforeAll
    static void allowWords() {
        System.setProperty(WORDS, "srvr,conf");
        FourLetterCommands.resetWhiteList();
        assertThat(FourLetterCommands.isEnabled("conf")).isTrue();
        System.clearProperty(WORDS);
    }

    private List<Finding> diagnose(String options) {
        return diagnose(store.server().port(), options);
    }

    private List<Finding> diagnose(int port, String options) {
        String url = "zookeeper://127.0.0.1:" + port + store.root() + options;
        return Signalbox.diagnose(SignalboxConfig.builder().url(url).build());
    }

    private static void assertFound(List<Finding> findings, Level level, String subject, String text) {
        assertThat(findings).anySatisfy(finding -> {
            assertThat(finding.level()).isEqualTo(level);
            assertThat(finding.subject()).startsWith(subject);
            assertThat(finding.text()).contains(text);
            assertThat(finding.advice().isEmpty()).isEqualTo(level == Level.OK);
        });
    }

    @Test
    void serverThatIsWell_hasNoProblem() {
        List<Finding> findings = diagnose("?session-timeout=4s");
        assertThat(findings).extracting(Finding::level).doesNotContain(Level.WARNING, Level.PROBLEM);
        assertFound(findings, Level.OK, "server 127.0.0.1:", "standalone, version 3.9");
        assertFound(findings, Level.OK, "session timeout", "4s asked for and granted");
        assertFound(findings, Level.OK, "tick", "200 ms, the session timeout is 20.0 of it");
        assertFound(findings, Level.OK, "writes", "a write through the quorum takes");
        assertFound(findings, Level.OK, "clock", "the leader's");
        assertFound(findings, Level.OK, "orphans", "none");
        assertFound(findings, Level.NOTE, "access control", "anybody who reaches a server");
        assertThat(store.server().children(store.root() + "/sessions")).isEmpty();
    }

    @Test
    void timeoutThatIsNotGranted_orTooFewTicks_isAWarning() {
        List<Finding> findings = diagnose("?session-timeout=100ms");
        assertFound(findings, Level.WARNING, "session timeout", "100ms asked for, 400ms granted");
        assertFound(findings, Level.WARNING, "tick", "2.0 of it");
    }

    @Test
    void nobodyAtTheAddress_isAProblem() {
        int port = store.server().port();
        List<Finding> findings;
        try (Relay gone = new Relay(port)) {
            port = gone.port();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        findings = diagnose(port, "?connection-timeout=300ms");
        assertThat(findings)
                .anyMatch(finding ->
                        finding.level() == Level.PROBLEM && finding.text().contains("cannot be reached"))
                .anyMatch(finding -> finding.level() == Level.PROBLEM
                        && finding.subject().equals("session")
                        && finding.text().contains("no server answered"));
    }

    /** It would stand in the line for ever; one of a session would not. */
    @Test
    void contenderOfNoSession_isAProblem_andNamed() throws Exception {
        String contender = store.root() + "/locks/a/door/_c_" + UUID.randomUUID() + "-lock-";
        String pooled = store.root() + "/semaphores/pool/_c_" + UUID.randomUUID() + "-2-lease-";
        try (PlainClient plain = new PlainClient("127.0.0.1:" + store.server().port())) {
            plain.create(contender, CreateMode.EPHEMERAL_SEQUENTIAL);
            assertFound(diagnose("?session-timeout=4s"), Level.OK, "orphans", "none");
            String orphan = plain.create(contender, CreateMode.PERSISTENT_SEQUENTIAL);
            String other = plain.create(pooled, CreateMode.PERSISTENT_SEQUENTIAL);
            List<Finding> findings = diagnose("?session-timeout=4s");
            assertFound(findings, Level.PROBLEM, "orphan", orphan);
            assertFound(findings, Level.PROBLEM, "orphan", other);
            assertThat(findings).noneMatch(finding -> finding.subject().equals("orphans"));
        }
    }

    /** What was not seen is not said to be well. */
    @Test
    void lineThatMayNotBeRead_isAWarning() throws Exception {
        String line = store.root() + "/locks/door";
        try (PlainClient plain = new PlainClient("127.0.0.1:" + store.server().port())) {
            plain.create(line, CreateMode.PERSISTENT);
            plain.allow(line, List.of(new ACL(ZooDefs.Perms.WRITE, ZooDefs.Ids.ANYONE_ID_UNSAFE)));
        }
        assertFound(
                diagnose("?session-timeout=4s"), Level.WARNING, "orphans", line + " (NOAUTH) could not be looked at");
    }

    @Test
    void rootThatOthersMayChange_isAWarning_evenIfItIsLetBe() throws Exception {
        try (PlainClient plain = new PlainClient("127.0.0.1:" + store.server().port())) {
            plain.create(store.root(), CreateMode.PERSISTENT);
        }
        List<Finding> findings = Signalbox.diagnose(SignalboxConfig.builder()
                .url("zookeeper://127.0.0.1:" + store.server().port() + store.root())
                .option("zookeeper.login", "digest")
                .option("zookeeper.user", "alice")
                .option("zookeeper.password", "alice-pw")
                .option("zookeeper.nodes-of-others", "warn")
                .build());
        assertFound(findings, Level.WARNING, "access control", "world:anyone may change " + store.root());
    }
}
