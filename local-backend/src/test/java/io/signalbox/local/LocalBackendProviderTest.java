package io.signalbox.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.ConfigurationException;
import io.signalbox.Lease;
import io.signalbox.Signalbox;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalBackendProviderTest {

    @AfterEach
    void reset() {
        LocalControl.of("").reset();
        LocalControl.of("p1").reset();
        LocalControl.of("p2").reset();
    }

    @Test
    void namespace_thatIsTheSame_hasTheSameLocks() throws Exception {
        try (Signalbox one = Signalbox.open("local:");
                Signalbox two = Signalbox.open("local:")) {
            Lease lease = one.lock("x").acquire();
            assertThat(two.lock("x").tryAcquire()).isEmpty();
            lease.close();
            assertThat(two.lock("x").tryAcquire()).isPresent();
        }
    }

    @Test
    void namespaces_thatDiffer_shareNothing() throws Exception {
        try (Signalbox one = Signalbox.open("local:p1");
                Signalbox two = Signalbox.open("local:p2");
                Lease lease = one.lock("x").acquire()) {
            one.event("e").set();

            assertThat(two.lock("x").tryAcquire()).isPresent();
            assertThat(two.event("e").isSet()).isFalse();
            assertThat(lease.permits()).isOne();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"local://p1", "local:a b", "local:a//b", "local:..", "local:a%20b"})
    void namespace_thatCannotBe_isAnErrorThatSaysWhatCan(String url) {
        assertThatThrownBy(() -> Signalbox.open(url)).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> LocalControl.of(url.substring(6)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("letters, digits and . _ -");
    }

    /** Sizes and events outlive every participant, until the namespace is reset. */
    @Test
    void state_afterTheLastParticipantClosed_isStillThere() {
        try (Signalbox box = Signalbox.open("local:p1")) {
            box.semaphore("s", 2);
            box.event("e").set();
        }
        try (Signalbox box = Signalbox.open("local:p1")) {
            assertThat(box.semaphore("s").size()).isEqualTo(2);
            assertThat(box.event("e").isSet()).isTrue();
            assertThatThrownBy(() -> LocalControl.of("p1").reset())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("still open");
        }
        LocalControl.of("p1").reset();
        try (Signalbox box = Signalbox.open("local:p1")) {
            assertThat(box.event("e").isSet()).isFalse();
        }
    }

    @Test
    void tokens_afterReset_goOnRising() throws Exception {
        long before;
        try (Signalbox box = Signalbox.open("local:p1")) {
            before = box.lock("x").acquire().fencingToken();
        }
        LocalControl.of("p1").reset();
        try (Signalbox box = Signalbox.open("local:p1")) {
            assertThat(box.lock("x").acquire().fencingToken()).isGreaterThan(before);
        }
    }
}
