package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.DistributedSemaphore;
import io.signalbox.Finding;
import io.signalbox.Finding.Level;
import io.signalbox.Lease;
import io.signalbox.Signalbox;
import io.signalbox.StoreAccessException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two whom the servers know, by certificates or by SASL: neither can touch what is the other's. */
class IsolationIT {

    private static SecureServer server;

    @BeforeAll
    static void start() throws IOException {
        server = new SecureServer("want", Map.of("alice", "alice-pw", "bob", "bob-pw"));
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    private static Credentials certificate(String who) throws IOException {
        return Credentials.tls(server.secureAddress(), server.trustStore("PEM"))
                .certificate(server.authority.keyStore(
                        server.folder().resolve(who + "-" + System.nanoTime() + ".p12"),
                        "PKCS12",
                        SecureServer.STORE_PASSWORD,
                        server.authority.issue(who)));
    }

    private static Credentials sasl(String who) {
        return Credentials.none(server.address()).login("sasl", who, who + "-pw");
    }

    @Test
    void certificates_ofTwo_keepThemApart() throws Exception {
        assertApart(certificate("alice"), certificate("bob"), "/of-alice-by-certificate");
        assertApart(certificate("bob"), certificate("alice"), "/of-bob-by-certificate");
    }

    @Test
    void saslUsers_keepApart() throws Exception {
        assertApart(sasl("alice"), sasl("bob"), "/of-alice-by-sasl");
        assertApart(sasl("bob"), sasl("alice"), "/of-bob-by-sasl");
    }

    /** What the owner may do is the control: the same requests are served. */
    private static void assertApart(Credentials owner, Credentials other, String root) throws Exception {
        try (Signalbox box = owner.open(root)) {
            Lease lease = box.lock("door").acquire();
            DistributedSemaphore pool = box.semaphore("pool", 3);
            Lease two = pool.acquire(2);
            box.event("bell").set();

            assertThatExceptionOfType(StoreAccessException.class)
                    .isThrownBy(() -> other.open(root).close())
                    .withMessageContainingAll("cannot open zookeeper://", " at " + root + ", which belongs to others");
            Security theirs = other.security();
            try (PlainClient plain = other.plain(theirs)) {
                touch(plain, root)
                        .forEach((what, touch) -> assertThatExceptionOfType(KeeperException.NoAuthException.class)
                                .as(what)
                                .isThrownBy(touch::run));
            } finally {
                theirs.forget();
            }
            lease.ensureHeld();
            two.ensureHeld();
            assertThat(pool.size()).isEqualTo(3);
            assertThat(box.event("bell").isSet()).isTrue();
            assertThat(box.lock("door").tryAcquire()).isEmpty();

            Security ours = owner.security();
            try (PlainClient plain = owner.plain(ours)) {
                for (Hands.Task touch : touch(plain, root).values()) {
                    touch.run();
                }
            } finally {
                ours.forget();
            }
        }
    }

    /** By what is done. The owner of the nodes can do one after the other. */
    private static Map<String, Hands.Task> touch(PlainClient plain, String root) {
        String door = root + "/locks/door";
        Map<String, Hands.Task> touches = new LinkedHashMap<>();
        touches.put(
                "set the event",
                () -> plain.setData(root + "/events/bell", "clear 2".getBytes(StandardCharsets.US_ASCII)));
        touches.put("resize", () -> plain.setData(root + "/sizes/pool", "9".getBytes(StandardCharsets.US_ASCII)));
        touches.put("hold", () -> plain.add(door + "/_c_0-lock-", CreateMode.EPHEMERAL_SEQUENTIAL));
        touches.put("hold another", () -> plain.add(root + "/locks/other", CreateMode.CONTAINER));
        touches.put("take over the line", () -> plain.allow(door, ZooDefs.Ids.OPEN_ACL_UNSAFE));
        touches.put("take over the root", () -> plain.allow(root, ZooDefs.Ids.OPEN_ACL_UNSAFE));
        touches.put("delete the event", () -> plain.delete(root + "/events/bell"));
        touches.put("delete the size", () -> plain.delete(root + "/sizes/pool"));
        touches.put("release", () -> plain.delete(plain.contenders(root).get(0)));
        return touches;
    }

    @Test
    void certificateAndLogin_areTwoWhoMayChangeOurNodes_andTheDoctorSaysSo() throws Exception {
        Credentials both = certificate("host").login("digest", "alice", "alice-pw");
        assertThat(Signalbox.diagnose(both.config("/of-two"))).anySatisfy(finding -> {
            assertThat(finding.subject()).isEqualTo("access control");
            assertThat(finding.level()).isEqualTo(Level.WARNING);
            assertThat(finding.text()).contains("digest:alice and x509:CN=host").doesNotContain("digest:alice:");
        });
        assertThat(Signalbox.diagnose(certificate("host").config("/of-one")))
                .filteredOn(finding -> finding.subject().equals("access control"))
                .extracting(Finding::level)
                .containsExactly(Level.OK);
    }
}
