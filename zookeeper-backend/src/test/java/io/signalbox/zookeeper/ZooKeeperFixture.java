package io.signalbox.zookeeper;

import io.signalbox.Signalbox;
import io.signalbox.SignalboxConfig;
import io.signalbox.testkit.StoreFixture;
import io.signalbox.testkit.Timeouts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** A root of its own on a server of its own; each box behind a relay of its own. */
final class ZooKeeperFixture implements StoreFixture {

    private static final AtomicInteger ROOTS = new AtomicInteger();

    private final StoreServer server;
    private final Relay shared;

    /** Made before a test looks which threads there are. */
    private final Queue<Relay> spare = new ConcurrentLinkedQueue<>();

    private final String root = "/test-" + ROOTS.incrementAndGet();
    private final Map<Signalbox, Relay> relays = new ConcurrentHashMap<>();
    private final Map<Signalbox, String> labels = new ConcurrentHashMap<>();

    /** On a server in this JVM. */
    ZooKeeperFixture() {
        this(startTestServer());
    }

    /** On a server that is there. */
    ZooKeeperFixture(StoreServer server) {
        this.server = server;
        try {
            this.shared = new Relay(server.port());
            for (int i = 0; i < 4; i++) {
                spare.add(new Relay(server.port()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TestServer startTestServer() {
        try {
            return new TestServer();
        } catch (Exception e) {
            throw new IllegalStateException("the test server does not start", e);
        }
    }

    /** The one in this JVM, for what only that can be asked. */
    TestServer server() {
        return (TestServer) server;
    }

    String root() {
        return root;
    }

    @Override
    public String url() {
        return url(shared);
    }

    /** The one server stands there twice: ZooKeeper's client takes a second's rest when it has tried all there are. */
    private String url(Relay relay) {
        String server = "127.0.0.1:" + relay.port();
        return "zookeeper://" + server + "," + server + root;
    }

    @Override
    public Signalbox open(Map<String, String> options) {
        Relay relay = newRelay();
        SignalboxConfig.Builder builder = SignalboxConfig.builder().url(url(relay));
        options.forEach(builder::option);
        Signalbox box = Signalbox.open(builder.build());
        relays.put(box, relay);
        labels.put(box, options.getOrDefault("label", ""));
        return box;
    }

    private Relay newRelay() {
        Relay relay = spare.poll();
        try {
            return relay != null ? relay : new Relay(server.port());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Relay relay(Signalbox box) {
        return relays.get(box);
    }

    /** Cuts the box off until the server has given up its session, as in life. */
    @Override
    public boolean expire(Signalbox box) {
        long session = sessionOf(box);
        relay(box).hold();
        Awaitility.await().atMost(Timeouts.patience()).until(() -> !server.hasSession(session));
        relay(box).release();
        return true;
    }

    /** Found by the label, in the heartbeat node that a read makes. */
    long sessionOf(Signalbox box) {
        box.event("whose-session").isSet();
        String label = "\"label\":\"" + labels.get(box) + "\"";
        return Awaitility.await()
                .atMost(Timeouts.patience())
                .until(() -> findSession(label), OptionalLong::isPresent)
                .getAsLong();
    }

    private OptionalLong findSession(String label) {
        for (String session : server.children(root + "/sessions")) {
            String owner =
                    new String(server.data(root + "/sessions/" + session), java.nio.charset.StandardCharsets.UTF_8);
            if (owner.contains(label)) {
                return OptionalLong.of(Long.parseUnsignedLong(session, 16));
            }
        }
        return OptionalLong.empty();
    }

    @Override
    public boolean cutOff(Signalbox box) {
        relay(box).hold();
        return true;
    }

    @Override
    public void reconnect(Signalbox box) {
        relay(box).release();
    }

    @Override
    public boolean loseNextReply(Signalbox box) {
        relay(box).loseNextReply();
        return true;
    }

    @Override
    public boolean stopStore() {
        shared.hold();
        relays.values().forEach(Relay::hold);
        return true;
    }

    @Override
    public void startStore() {
        shared.release();
        relays.values().forEach(Relay::release);
    }

    @Override
    public boolean restartStore() {
        try {
            server.restart();
        } catch (Exception e) {
            throw new IllegalStateException("the test server does not start again", e);
        }
        return true;
    }

    @Override
    public OptionalInt contenders() {
        return OptionalInt.of(count(root + "/locks") + count(root + "/semaphores"));
    }

    private int count(String path) {
        int contenders = 0;
        for (String child : server.children(path)) {
            contenders += child.startsWith("_c_") ? 1 : count(path + "/" + child);
        }
        return contenders;
    }

    @Override
    public OptionalInt watches() {
        return OptionalInt.of(server.watches(root));
    }

    @Override
    public OptionalInt sessions() {
        return OptionalInt.of(server.children(root + "/sessions").size());
    }

    @Override
    public OptionalLong requests() {
        return OptionalLong.of(shared.requests()
                + relays.values().stream().mapToLong(Relay::requests).sum());
    }

    /** Writes to the nodes of sessions, which are not among the requests. */
    long heartbeats() {
        return shared.heartbeats()
                + relays.values().stream().mapToLong(Relay::heartbeats).sum();
    }

    @Override
    public Duration sessionTimeout() {
        return Duration.ofSeconds(3);
    }

    @Override
    public void close() {
        startStore();
        try {
            for (Relay relay : relays.values()) {
                relay.close();
            }
            for (Relay relay : spare) {
                relay.close();
            }
            shared.close();
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
