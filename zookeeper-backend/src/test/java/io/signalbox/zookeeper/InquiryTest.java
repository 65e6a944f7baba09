package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testkit.Timeouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When it is called a refusal, and when no longer. */
class InquiryTest {

    private static final String PASSWORD = "st0re-pa55word";
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    @TempDir
    Path folder;

    private final BlockingQueue<String> refused = new LinkedBlockingQueue<>();
    private final AtomicBoolean isConnected = new AtomicBoolean();
    private Authority authority;
    private Path trust;
    private TlsListener expired;
    private Set<Thread> before;

    @BeforeEach
    void start() throws IOException {
        before = CloseIT.threadsOfClients();
        authority = new Authority("our authority");
        trust = authority.trustStore(folder.resolve("trust.p12"), "PKCS12", PASSWORD);
        expired = listener("expired", Instant.now().minusSeconds(60));
    }

    private TlsListener listener(String name, Instant end) throws IOException {
        return new TlsListener(
                authority.keyStore(
                        folder.resolve(name + ".p12"), "PKCS12", PASSWORD, authority.issue(name, end, "localhost")),
                PASSWORD);
    }

    @AfterEach
    void stop() throws IOException {
        expired.close();
        OnTestServer.patiently()
                .untilAsserted(() ->
                        assertThat(CloseIT.threadsOfClients()).as("threads").isSubsetOf(before));
    }

    private Inquiry begin(int sightings, String... servers) {
        Inquiry inquiry = new Inquiry(List.of(servers), Security.of(ServerCheckTest.config(trust)), isConnected::get);
        inquiry.begin(Duration.ofSeconds(20), PAUSE_NANOS, sightings, refused::add);
        return inquiry;
    }

    private String awaitRefusal() throws InterruptedException {
        return refused.poll(Timeouts.patience().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void awaitAsked(TlsListener server, int times) {
        int asked = server.accepted();
        OnTestServer.patiently().until(() -> server.accepted() >= asked + times);
    }

    @Test
    void refusal_isToldOnce_behindSoManySightings() throws Exception {
        Inquiry inquiry = begin(3, expired.address());
        assertThat(awaitRefusal()).contains(expired.address() + " has expired (");
        assertThat(expired.accepted()).isGreaterThanOrEqualTo(3);
        assertThat(inquiry.refusal()).isEqualTo(inquiry.found()).contains("has expired (");
        awaitAsked(expired, 3);
        assertThat(refused).isEmpty();

        inquiry.end();
        assertThat(inquiry.refusal()).isNull();
        assertThat(inquiry.found()).isEmpty();
    }

    @Test
    void refusalOfOne_whileAnotherIsDown_isOnlyFound() throws Exception {
        Inquiry inquiry = begin(1, expired.address(), "localhost:" + ServerProcess.freePort());
        awaitAsked(expired, 5);
        assertThat(inquiry.found()).contains(expired.address() + " has expired (");
        assertThat(inquiry.refusal()).isNull();
        assertThat(refused).isEmpty();
        inquiry.close();
    }

    /** However often: it may be a server that does not serve now. */
    @Test
    void hangingUpBehindTheHandshake_isNeverARefusal() throws Exception {
        try (TlsListener down = listener("down", Instant.now().plus(Authority.AGE))) {
            Inquiry inquiry = begin(1, down.address());
            awaitAsked(down, 5);
            assertThat(inquiry.found()).contains(down.address() + " hangs up after the handshake");
            assertThat(refused).isEmpty();
            inquiry.close();
        }
    }

    @Test
    void ownFile_thatIsGone_isARefusalUntilItIsBack() throws Exception {
        Path aside = folder.resolve("aside");
        Files.move(trust, aside);
        try (TlsListener down = listener("down", Instant.now().plus(Authority.AGE))) {
            Files.move(aside, trust);
            Inquiry inquiry = begin(2, down.address());
            awaitAsked(down, 2);
            Files.move(trust, aside);
            assertThat(awaitRefusal()).contains(trust + "\" of zookeeper.tls.trust-store is missing");
            assertThat(inquiry.refusal()).contains("is missing");

            Files.move(aside, trust);
            OnTestServer.patiently().until(() -> inquiry.refusal() == null);
            OnTestServer.patiently().until(() -> !inquiry.found().contains("is missing"));
            inquiry.close();
        }
    }

    @Test
    void connection_makesItNeedless() throws Exception {
        isConnected.set(true);
        Inquiry inquiry = begin(1, expired.address());
        inquiry.begin(Duration.ofSeconds(20), PAUSE_NANOS, 1, why -> refused.add("of another thread"));
        isConnected.set(false);
        assertThat(awaitRefusal()).contains("has expired (");
        inquiry.close();
        inquiry.begin(Duration.ofSeconds(20), PAUSE_NANOS, 1, why -> refused.add("of another thread"));
        assertThat(refused).as("it is closed").isEmpty();
    }
}
