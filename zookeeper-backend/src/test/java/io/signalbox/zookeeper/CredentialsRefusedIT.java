package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.signalbox.Finding;
import io.signalbox.Lease;
import io.signalbox.LeaseState;
import io.signalbox.Signalbox;
import io.signalbox.SignalboxException;
import io.signalbox.StoreAccessException;
import io.signalbox.StoreUnavailableException;
import io.signalbox.Subscription;
import io.signalbox.testkit.Timeouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What never gets better by waiting is told at once, in one line that says what, where and what to do. */
class CredentialsRefusedIT {

    private static final Duration IN_TIME = Duration.ofSeconds(10); // what a connection may take

    private static SecureServer server;

    /** Of this test alone. */
    private final String root = "/doctor-" + System.nanoTime();

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws IOException {
        server = new SecureServer("need", Map.of("alice", "alice-pw"));
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    private static void assertRefused(Credentials shown, String... parts) {
        long begin = System.nanoTime();
        SignalboxException failure = catchThrowableOfType(SignalboxException.class, () -> {
            try (Signalbox box = shown.open("/refused")) {
                box.lock("door").tryAcquire();
            }
        });
        assertThat(failure).isNotNull();
        assertThat(failure.getMessage()).contains(parts).doesNotContain("\n", "-pw", SecureServer.STORE_PASSWORD);
        assertThat(failure).isInstanceOf(StoreAccessException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(IN_TIME);
        OnTestServer.report("  %s", failure.getMessage());
    }

    private static void assertRefused(CompletableFuture<Void> wait) {
        assertThat(wait)
                .failsWithin(Timeouts.patience())
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(StoreAccessException.class);
    }

    // ------------------------------------------------------------------ TLS

    private TlsListener listener(Instant end, String... names) throws IOException {
        Path keys = server.authority.keyStore(
                folder.resolve("listener.p12"),
                "PKCS12",
                "listener-pw",
                server.authority.issue("listener", end, names));
        return new TlsListener(keys, "listener-pw");
    }

    private Credentials trusting(String address) throws IOException {
        return Credentials.tls(address, server.trustStore("PKCS12"));
    }

    @Test
    void certificate_expired_isToldByTheServersName() throws IOException {
        try (TlsListener expired = listener(Instant.now().minusSeconds(60), "localhost")) {
            assertRefused(
                    trusting(expired.address()),
                    "cannot open zookeeper://" + expired.address() + "/refused: the certificate of " + expired.address()
                            + " has expired (",
                    "; renew it");
        }
    }

    @Test
    void certificate_forAnotherHost_isToldByTheServersName() throws IOException {
        try (TlsListener other = listener(Instant.now().plus(Authority.AGE), "elsewhere.example")) {
            assertRefused(
                    trusting(other.address()),
                    "the certificate of " + other.address() + " is for another host (",
                    "; name the server in the URL as its certificate does");
        }
    }

    @Test
    void tls_toAPortWithout_isTold() throws IOException {
        assertRefused(
                trusting(server.address()), server.address() + " speaks no TLS; name its port with TLS in the URL");
    }

    @Test
    void noTls_toAPortWith_isTold() {
        assertRefused(
                Credentials.none(server.secureAddress()),
                server.secureAddress() + " expects TLS; set zookeeper.tls=on, or name its port without TLS");
    }

    @Test
    void ownCertificate_expiredOrMissing_isTold() throws IOException {
        Path expired = server.authority.keyStore(
                folder.resolve("expired.pem"),
                "PEM",
                "",
                server.authority.issue("alice", Instant.now().minusSeconds(60)));
        assertRefused(
                trusting(server.secureAddress()).certificate(expired),
                server.secureAddress() + " refuses our certificate (",
                "; give one that has not expired");
        assertRefused(
                trusting(server.secureAddress()),
                server.secureAddress() + " refuses us without a certificate (",
                "; give one by zookeeper.tls.key-store");
    }

    /** As a server does that gives up its part, or what ends TLS in front of one that is down; so it may be back. */
    @Test
    void server_thatHangsUpBehindTheHandshake_isNoRefusal() throws IOException {
        try (TlsListener listener = listener(Instant.now().plus(Authority.AGE), "localhost")) {
            SignalboxException failure = catchThrowableOfType(
                    SignalboxException.class,
                    () -> trusting(listener.address())
                            .with("connection-timeout", "3s")
                            .open("/refused"));
            assertThat(failure)
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("no server answered within 3s (" + listener.address()
                            + " hangs up after the handshake, so it does not serve now, or refuses us without a"
                            + " certificate; see its log)");
        }
    }

    /** A server that is only down is no refusal: it is waited for, and then called unavailable. */
    @Test
    void serverThatIsDown_isNoRefusal() throws IOException {
        String nobody = "localhost:" + ServerProcess.freePort();
        SignalboxException failure = catchThrowableOfType(
                SignalboxException.class,
                () -> trusting(nobody).with("connection-timeout", "2s").open("/refused"));
        assertThat(failure)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("no server answered within 2s; tried " + nobody);
    }

    // ------------------------------------------------------------------ TLS, while a box is open

    private Credentials withCertificate(SecureServer of, Path keys) throws IOException {
        return Credentials.tls(of.secureAddress(), of.trustStore("PKCS12"))
                .certificate(keys)
                .with("session-timeout", "4s");
    }

    private static Path keys(SecureServer of, Path file) throws IOException {
        return of.authority.keyStore(file, "PKCS12", SecureServer.STORE_PASSWORD, of.authority.issue("alice"));
    }

    /** Refused for long: whoever waits is told, and every call says why. Trusted again: the box goes on as if nothing was. */
    @Test
    void ownCertificate_noLongerTrusted_endsWaitsUntilItIsTrustedAgain() throws Exception {
        try (SecureServer fickle = new SecureServer("need", Map.of());
                Hands hands = new Hands();
                Signalbox box = withCertificate(fickle, keys(fickle, folder.resolve("alice.p12")))
                        .open("/fickle")) {
            BlockingQueue<Boolean> heard = new LinkedBlockingQueue<>();
            Lease lease = box.lock("door").acquire();
            Future<SignalboxException> waiter = hands.call(() -> catchThrowableOfType(
                    SignalboxException.class, () -> box.lock("door").acquire()));
            OnTestServer.patiently()
                    .until(() -> box.lock("door").inspect().holders().size() == 1);
            CompletableFuture<Void> bell = box.event("bell").awaitAsync();
            Subscription subscription = box.event("gong").onChange(state -> heard.add(state.isSet()));
            assertThat(box.event("bell").isSet()).as("the wait has begun").isFalse();
            assertThat(box.event("gong").isSet()).isFalse();

            fickle.trust(new Authority("somebody else"));

            OnTestServer.patiently().until(() -> lease.state() == LeaseState.LOST);
            String said = "cannot acquire lock \"door\": " + fickle.secureAddress()
                    + " refuses our certificate (Received fatal alert: ";
            assertThat(Hands.get(waiter))
                    .isInstanceOf(StoreAccessException.class)
                    .hasMessageContaining(said);
            assertRefused(bell);
            assertThat(catchThrowableOfType(
                            SignalboxException.class, () -> box.lock("other").acquire()))
                    .isInstanceOf(StoreAccessException.class)
                    .hasMessageContaining("; give one that has not expired");

            fickle.trust(fickle.authority);

            OnTestServer.patiently().ignoreExceptions().until(() -> {
                box.event("gong").set();
                return true;
            });
            OnTestServer.patiently().until(() -> heard.contains(true));
            subscription.close();
            box.lock("door").acquire().close();
        }
    }

    /** As while it is renewed by somebody who deletes it first: the connection is lost in between. */
    @Test
    void ownFile_goneAndThere_isToldAndServedAgain() throws Exception {
        Path keys = folder.resolve("alice.p12");
        Path aside = folder.resolve("aside.p12");
        try (SecureServer fickle = new SecureServer("need", Map.of());
                Signalbox box = withCertificate(fickle, keys(fickle, keys)).open("/fickle")) {
            box.lock("door").acquire().close();
            Files.move(keys, aside);
            fickle.process().restart();

            OnTestServer.patiently().untilAsserted(() -> {
                SignalboxException failure = catchThrowableOfType(
                        SignalboxException.class, () -> box.event("bell").isSet());
                assertThat(failure)
                        .isNotNull()
                        .hasMessageContaining("alice.p12\" of zookeeper.tls.key-store is missing; correct its name");
            });

            Files.move(aside, keys);
            OnTestServer.patiently().ignoreExceptions().until(() -> {
                box.event("bell").set();
                return true;
            });
            box.lock("door").acquire().close();
        }
    }

    // ------------------------------------------------------------------ the doctor

    private void assertFound(Credentials shown, Finding.Level level, String subject, String text) {
        assertThat(Signalbox.diagnose(shown.with("connection-timeout", "3s").config(root)))
                .anySatisfy(finding -> {
                    assertThat(finding.level()).isEqualTo(level);
                    assertThat(finding.subject()).isEqualTo(subject);
                    assertThat(finding.text()).contains(text);
                    assertThat(finding.advice().isEmpty()).isEqualTo(level == Finding.Level.OK);
                });
    }

    @Test
    void doctor_ofTls_tellsWhatIsWrongAndWhatIsRight() throws IOException {
        String secure = server.secureAddress();
        Path keys = server.authority.keyStore(
                folder.resolve("doctor.p12"), "PKCS12", SecureServer.STORE_PASSWORD, server.authority.issue("doctor"));
        Credentials right = trusting(secure).certificate(keys);

        assertFound(Credentials.none(secure), Finding.Level.PROBLEM, "server " + secure, "expects TLS");
        assertFound(trusting(server.address()), Finding.Level.PROBLEM, "server " + server.address(), "speaks no TLS");
        assertFound(trusting(secure), Finding.Level.PROBLEM, "server " + secure, "refuses us without a certificate");
        assertFound(trust(secure, folder.resolve("no")), Finding.Level.PROBLEM, "security", "is missing");
        assertFound(right, Finding.Level.OK, "server " + secure, "standalone, version 3.9");
        assertFound(right, Finding.Level.OK, "encryption", "TLS");
        assertFound(right, Finding.Level.OK, "access control", "our nodes are for the client certificate alone");
    }

    @Test
    void doctor_ofALogin_warnsOfWhatOthersMayRead() throws IOException {
        Credentials plain = Credentials.none(server.address());
        Path secret = Credentials.secretFile(folder.resolve("password"), "alice-pw");
        Files.setPosixFilePermissions(secret, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
        Credentials digest = plain.with("zookeeper.login", "digest")
                .with("zookeeper.user", "alice")
                .with("zookeeper.password-file", secret.toString());

        assertFound(digest, Finding.Level.WARNING, "encryption", "sends the password as it is");
        assertFound(digest, Finding.Level.WARNING, "secret", "others than its owner may read " + secret);
        assertFound(digest, Finding.Level.OK, "access control", "our nodes are for user \"alice\" (digest) alone");
    }

    // ------------------------------------------------------------------ logins

    @Test
    void sasl_unknownUserOrWrongPassword_isTold() {
        Credentials plain = Credentials.none(server.address());
        assertRefused(
                plain.login("sasl", "mallory", "alice-pw"),
                "ZooKeeper refuses user \"mallory\" (SASL DIGEST-MD5); correct user and password");
        assertRefused(
                plain.login("sasl", "alice", "wrong-pw"),
                "ZooKeeper refuses user \"alice\" (SASL DIGEST-MD5); correct user and password");
    }

    @Test
    void sasl_toAServerWithout_isTold() throws Exception {
        try (TestServer without = new TestServer()) {
            assertRefused(
                    Credentials.none("127.0.0.1:" + without.port()).login("sasl", "alice", "alice-pw"),
                    "ZooKeeper refuses user \"alice\" (SASL DIGEST-MD5)",
                    "or see whether the servers have that login");
        }
    }

    /** The server forgets the user while a box is open: holders are told, and whoever waits. */
    @Test
    void sasl_refusedAfterARestart_endsTheBox() throws Exception {
        try (SecureServer fickle = new SecureServer("none", Map.of("alice", "alice-pw"));
                Hands hands = new Hands();
                Signalbox box = Credentials.none(fickle.address())
                        .login("sasl", "alice", "alice-pw")
                        .with("session-timeout", "10s")
                        .open("/fickle")) {
            Lease lease = box.lock("door").acquire();
            Future<SignalboxException> waiter = hands.call(() -> catchThrowableOfType(
                    SignalboxException.class, () -> box.lock("door").acquire()));
            OnTestServer.patiently()
                    .until(() -> box.lock("door").inspect().holders().size() == 1);
            CompletableFuture<Void> bell = box.event("bell").awaitAsync();
            assertThat(box.event("bell").isSet()).as("the wait has begun").isFalse();

            fickle.setUsers(Map.of("alice", "another-pw"));
            fickle.process().restart();

            OnTestServer.patiently().atMost(Duration.ofSeconds(20)).until(() -> lease.state() == LeaseState.LOST);
            assertThat(Hands.get(waiter)).isInstanceOf(StoreAccessException.class);
            assertRefused(bell);
            assertThat(catchThrowableOfType(
                            SignalboxException.class, () -> box.lock("other").tryAcquire()))
                    .isInstanceOf(StoreAccessException.class)
                    .hasMessageContaining("ZooKeeper has refused user \"alice\" (SASL DIGEST-MD5)");
            assertThat(catchThrowableOfType(
                            SignalboxException.class, () -> box.event("bell").isSet()))
                    .isInstanceOf(StoreAccessException.class);
        }
    }

    /** The password of one user is no other's: two boxes of this JVM, each with its own. */
    @Test
    void sasl_twoUsersOfOneJvm_areTwo() throws Exception {
        try (SecureServer both = new SecureServer("none", Map.of("alice", "alice-pw", "bob", "bob-pw"));
                Signalbox alice = Credentials.none(both.address())
                        .login("sasl", "alice", "alice-pw")
                        .open("/alice");
                Signalbox bob = Credentials.none(both.address())
                        .login("sasl", "bob", "bob-pw")
                        .open("/bob")) {
            alice.lock("door").acquire();
            bob.lock("door").acquire();
            SignalboxException failure = catchThrowableOfType(
                    SignalboxException.class,
                    () -> Credentials.none(both.address())
                            .login("sasl", "bob", "bob-pw")
                            .open("/alice"));
            assertThat(failure)
                    .isInstanceOf(StoreAccessException.class)
                    .hasMessageContaining("ZooKeeper refuses user \"bob\" (SASL DIGEST-MD5) at /alice");
        }
    }

    @Test
    void server_thatServesNobodyWithoutALogin_saysSo() throws Exception {
        try (SecureServer closed = new SecureServer(
                "none", Map.of("alice", "alice-pw"), "enforce.auth.enabled=true", "enforce.auth.schemes=sasl,digest")) {
            assertRefused(
                    Credentials.none(closed.address()),
                    "ZooKeeper serves nobody who does not log in",
                    "; set zookeeper.login");
        }
    }

    // ------------------------------------------------------------------ files

    @Test
    void file_thatIsWrong_isNamedWithItsOption() throws IOException {
        String address = server.secureAddress();
        Path text = Files.writeString(folder.resolve("notes.txt"), "no store");
        Path cut = Files.write(
                folder.resolve("cut.p12"),
                java.util.Arrays.copyOf(Files.readAllBytes(server.trustStore("PKCS12")), 60));
        Path empty = Files.writeString(folder.resolve("empty.pem"), "-----BEGIN NOTHING-----\n");
        String option = " of zookeeper.tls.trust-store ";

        assertWrong(trust(address, folder.resolve("no.p12")), "no.p12\"" + option + "is missing; correct its name");
        assertWrong(trust(address, folder), option + "cannot be read (", "; correct its name, or who may read it");
        assertWrong(trust(address, text), "notes.txt\"" + option + "is no PEM, PKCS12 or JKS file; correct its name");
        assertWrong(trust(address, cut), "cut.p12\"" + option);
        assertWrong(trust(address, empty), "empty.pem\"" + option);
        for (String type : new String[] {"PKCS12", "JKS"}) {
            Path store = server.trustStore(type);
            assertWrong(
                    trust(address, store).with("zookeeper.tls.trust-store-password", "wrong-pw"),
                    option + "has another password; give it by zookeeper.tls.trust-store-password-file");
        }
        assertWrong(
                Credentials.tls(address, server.trustStore("PEM")).certificate(folder.resolve("no.pem")),
                "no.pem\" of zookeeper.tls.key-store is missing");
        assertWrong(
                Credentials.none(address)
                        .with("zookeeper.login", "digest")
                        .with("zookeeper.user", "alice")
                        .with("zookeeper.password-file", folder.resolve("no").toString()),
                "cannot read the secret in \"" + folder.resolve("no"));
    }

    private static Credentials trust(String address, Path store) {
        return Credentials.tls(address, store);
    }

    private static void assertWrong(Credentials shown, String... parts) {
        io.signalbox.ConfigurationException failure = catchThrowableOfType(
                io.signalbox.ConfigurationException.class,
                () -> shown.open("/refused").close());
        assertThat(failure).isNotNull();
        assertThat(failure.getMessage()).contains(parts).doesNotContain("\n", "-pw", SecureServer.STORE_PASSWORD);
        OnTestServer.report("  %s", failure.getMessage());
    }
}
