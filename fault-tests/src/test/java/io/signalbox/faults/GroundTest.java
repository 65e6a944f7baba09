package io.signalbox.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where a run takes place, if it may not take place where it should. */
final class GroundTest {

    private static final List<String> PLACES = List.of("s1", "c1");

    @Test
    void ground_namespacesRefused_isTheLoopbackNetworkAndSaysWhy() throws InterruptedException {
        Ground ground = Ground.of(PLACES, (Ground.Builder) places -> {
            throw new IOException("Operation not permitted");
        });
        try (Network network = ground.network()) {
            assertThat(network.canBeCut()).isFalse();
            assertThat(network.address("s1")).startsWith("127.").isNotEqualTo(network.address("c1"));
        }
        assertThat(ground.description())
                .contains("NAMESPACES ARE NOT PERMITTED HERE (Operation not permitted)", "NOTHING IS CUT");
    }

    @Test
    void ground_loopbackAskedFor_doesNotPretendThatNamespacesWereRefused() throws InterruptedException {
        assertThat(Ground.of(PLACES, true).description())
                .contains("as asked for", "NOTHING IS CUT")
                .doesNotContain("NOT PERMITTED");
    }
}
