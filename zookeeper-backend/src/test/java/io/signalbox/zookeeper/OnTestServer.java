package io.signalbox.zookeeper;

import static org.awaitility.Awaitility.await;

import io.signalbox.Signalbox;
import io.signalbox.testkit.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test with a server in this JVM, boxes behind relays, and threads; all gone afterwards. */
abstract class OnTestServer {

    ZooKeeperFixture store;
    Hands hands;
    private final List<Signalbox> boxes = new ArrayList<>();

    @BeforeEach
    final void begin() {
        store = new ZooKeeperFixture();
        hands = new Hands();
    }

    @AfterEach
    final void end() {
        List<Throwable> failures = new ArrayList<>();
        attempt(failures, store::startStore);
        attempt(failures, hands::close);
        boxes.forEach(box -> attempt(failures, box::close));
        attempt(failures, store::close);
        if (!failures.isEmpty()) {
            AssertionError failure = new AssertionError("could not clean up", failures.get(0));
            failures.stream().skip(1).forEach(failure::addSuppressed);
            throw failure;
        }
    }

    private static void attempt(List<Throwable> failures, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | AssertionError e) {
            failures.add(e);
        }
    }

    /** Opens one more participant; options are names and values in turn. */
    final Signalbox open(String... options) {
        Map<String, String> all = new HashMap<>();
        all.put("session-timeout", "3s");
        all.put("label", "box-" + (boxes.size() + 1));
        for (int i = 0; i < options.length; i += 2) {
            all.put(options[i], options[i + 1]);
        }
        Signalbox box = store.open(all);
        boxes.add(box);
        return box;
    }

    static ConditionFactory patiently() {
        return await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(Timeouts.patience());
    }

    /** For the closing note of whoever runs this. */
    @SuppressWarnings("SystemOut")
    static void report(String format, Object... args) {
        System.out.printf(java.util.Locale.ROOT, format + "%n", args);
    }
}
