package io.signalbox.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlagMachineTest {

    private final FlagMachine machine = new FlagMachine();

    @Test
    void advance_fromThePresentVersion_addsOne() {
        assertThat(machine.advance(0)).isTrue();
        assertThat(machine.advance(1)).isTrue();
        assertThat(machine.version()).isEqualTo(2);
    }

    @Test
    void advance_fromAnOldVersion_changesNothing() {
        machine.advance(0);

        assertThat(machine.advance(0)).isFalse();
        assertThat(machine.version()).isEqualTo(1);
    }

    @Test
    void advance_fromAheadOfTheTruth_changesNothing() {
        assertThat(machine.advance(7)).isFalse();
        assertThat(machine.version()).isZero();
    }
}
