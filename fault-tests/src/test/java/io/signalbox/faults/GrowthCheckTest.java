package io.signalbox.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrowthCheckTest {

    private static final long MIB = 1 << 20;
    private static final Census BEFORE = new Census(50 * MIB, 30, 2, 30_000, 4);

    @Test
    void nothingMore_isFine() {
        assertThat(GrowthCheck.of(BEFORE, BEFORE)).isEmpty();
        assertThat(GrowthCheck.of(BEFORE, new Census(56 * MIB, 29, 0, 29_000, 4)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "60, 30, 2, 30000, 4",
        "50, 31, 2, 30000, 4",
        "50, 30, 3, 30000, 4",
        "50, 30, 2, 30001, 4",
        "50, 30, 2, 30000, 5"
    })
    void more_isFound(long mebibytes, int threads, long watches, long nodes, long ephemerals) {
        assertThat(GrowthCheck.of(BEFORE, new Census(mebibytes * MIB, threads, watches, nodes, ephemerals)))
                .hasSize(1);
    }

    @Test
    void counts_ofTheWatch_areRead() {
        assertThat(Census.of(1, 2, "3 4 5")).isEqualTo(new Census(1, 2, 3, 4, 5));
        assertThatIllegalArgumentException().isThrownBy(() -> Census.of(1, 2, "none"));
    }
}
