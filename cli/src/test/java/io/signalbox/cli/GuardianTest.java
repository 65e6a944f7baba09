package io.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardianTest {

    /** Never more than there are: what is allowed must be over in time. */
    @ParameterizedTest
    @CsvSource({
        "-1, 0.000",
        "0, 0.000",
        "999999, 0.000",
        "1000000, 0.001",
        "999999999, 0.999",
        "1000000000, 1.000",
        "7001999999, 7.001",
        "86400050000000, 86400.050"
    })
    void seconds_areRoundedDownToThousandths(long nanos, String seconds) {
        assertThat(Guardian.seconds(nanos)).isEqualTo(seconds);
    }
}
