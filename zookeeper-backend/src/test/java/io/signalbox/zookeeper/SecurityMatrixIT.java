package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.Signalbox;
import io.signalbox.SignalboxException;
import io.signalbox.StoreAccessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every way to say who one is, right, wrong and missing, with each primitive, on real servers. What comes out is a table,
 * and the README has the same.
 */
class SecurityMatrixIT {

    private static final Path README = Path.of("README.md");
    private static final Duration IN_TIME = Duration.ofSeconds(10); // what a connection may take
    private static final Map<String, Use> PRIMITIVES = new LinkedHashMap<>();

    static {
        PRIMITIVES.put("lock", box -> box.lock("door").acquire().close());
        PRIMITIVES.put("semaphore", box -> box.semaphore("pool", 3).acquire(2).close());
        PRIMITIVES.put("event", box -> box.event("bell").set());
    }

    private static SecureServer open; // asks for no certificate
    private static SecureServer strict; // needs one

    /** Something that is done with a box. */
    @FunctionalInterface
    private interface Use {
        void of(Signalbox box) throws InterruptedException;
    }

    /** One mechanism, shown in three ways. */
    private record Mechanism(String name, Credentials right, Credentials wrong, Credentials missing) {}

    @BeforeAll
    static void start() throws IOException {
        open = new SecureServer("none", Map.of("alice", "alice-pw"));
        strict = new SecureServer("need", Map.of());
    }

    @AfterAll
    static void stop() throws IOException {
        open.close();
        strict.close();
    }

    private static List<Mechanism> mechanisms() throws IOException {
        String plain = open.address();
        String secure = open.secureAddress();
        Path stranger = new Authority("somebody else")
                .trustStore(open.folder().resolve("stranger.p12"), "PKCS12", SecureServer.STORE_PASSWORD);
        Credentials tls = Credentials.tls(secure, open.trustStore("PEM"));
        Credentials mutual = Credentials.tls(strict.secureAddress(), strict.trustStore("JKS"));
        Authority other = new Authority("our authority"); // of the same name
        return List.of(
                new Mechanism("TLS", tls, Credentials.tls(secure, stranger), Credentials.none(secure)),
                new Mechanism(
                        "TLS, client certificate",
                        mutual.certificate(keyStore(strict.authority, "PKCS12", "alice")),
                        mutual.certificate(keyStore(other, "PEM", "alice")),
                        mutual),
                login("digest", plain, Credentials.none(plain)),
                login("digest", secure, tls),
                login("sasl", plain, Credentials.none(plain)),
                login("sasl", secure, tls));
    }

    private static Path keyStore(Authority authority, String type, String who) throws IOException {
        Path file = Files.createTempFile(strict.folder(), who, "." + type.toLowerCase(java.util.Locale.ROOT));
        return authority.keyStore(file, type, SecureServer.STORE_PASSWORD, authority.issue(who));
    }

    private static Mechanism login(String scheme, String address, Credentials missing) {
        String name = scheme + (address.equals(open.secureAddress()) ? " over TLS" : "");
        return new Mechanism(
                name,
                missing.login(scheme, "alice", "alice-pw"),
                missing.login(scheme, "alice", "another-pw"),
                missing);
    }

    @Test
    void credential_rightWrongOrMissing_isServedOrRefusedAsTheReadmeSays() throws Exception {
        List<String> table = new ArrayList<>(
                List.of("| mechanism | credential | lock | semaphore | event |", "|---|---|---|---|---|"));
        int root = 0;
        for (Mechanism mechanism : mechanisms()) {
            root++;
            String path = "/matrix-" + root;
            try (Signalbox first = mechanism.right().open(path)) {
                for (Use use : PRIMITIVES.values()) {
                    use.of(first); // so all nodes are there, and somebody's
                }
                table.add(row(mechanism.name(), "right", mechanism.right(), path));
                table.add(row(mechanism.name(), "wrong", mechanism.wrong(), path));
                table.add(row(mechanism.name(), "missing", mechanism.missing(), path));
            }
        }
        OnTestServer.report("%s", String.join("\n", table));
        assertThat(Files.readString(README)).contains(String.join("\n", table));
    }

    /** Who is refused when it opens comes to no primitive. */
    private static String row(String mechanism, String credential, Credentials shown, String root)
            throws InterruptedException {
        List<String> cells = new ArrayList<>(List.of(mechanism, credential));
        long begin = System.nanoTime();
        try (Signalbox box = shown.open(root)) {
            for (Use use : PRIMITIVES.values()) {
                cells.add(outcome(box, use));
            }
        } catch (SignalboxException e) {
            cells.addAll(Collections.nCopies(PRIMITIVES.size(), refused(e, begin) + " when opened"));
        }
        return "| " + String.join(" | ", cells) + " |";
    }

    private static String outcome(Signalbox box, Use use) throws InterruptedException {
        long begin = System.nanoTime();
        try {
            use.of(box);
            return "served";
        } catch (SignalboxException e) {
            return refused(e, begin);
        }
    }

    /** Says what and where and what to do, in one line, at once. */
    private static String refused(SignalboxException failure, long begin) {
        assertThat(failure).isInstanceOf(StoreAccessException.class);
        assertThat(failure.getMessage())
                .startsWith("cannot ")
                .contains(": ", "; ")
                .doesNotContain("\n", "-pw", SecureServer.STORE_PASSWORD);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(IN_TIME);
        OnTestServer.report("  %s", failure.getMessage());
        return "refused";
    }
}
