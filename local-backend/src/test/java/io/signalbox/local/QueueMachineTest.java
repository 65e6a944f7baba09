package io.signalbox.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.local.Place.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QueueMachineTest {

    private static final class Spot extends Place<Spot> {
        Spot(int permits) {
            super(permits);
        }
    }

    private final QueueMachine<Spot> machine = new QueueMachine<>(3);

    private Spot join(int permits) {
        Spot spot = new Spot(permits);
        machine.join(spot);
        return spot;
    }

    @Test
    void join_whenPermitsFit_holds() {
        Spot two = join(2);
        Spot one = join(1);

        assertThat(machine.holders()).containsExactly(two, one);
        assertThat(machine.fits(1)).isFalse();
    }

    /** A small wish does not overtake a large one, so the large one does not starve. */
    @Test
    void join_behindOneThatDoesNotFit_waits() {
        join(2);
        Spot large = join(2);
        Spot small = join(1);

        assertThat(machine.fits(1)).isFalse();
        assertThat(machine.waiters()).containsExactly(large, small);
    }

    @Test
    void join_moreThanSize_isRefused() {
        Spot spot = new Spot(4);

        assertThatThrownBy(() -> machine.join(spot)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void join_twice_isRefused() {
        Spot spot = join(1);

        assertThatThrownBy(() -> machine.join(spot)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void leave_ofHolder_grantsAllThatFitNow() {
        Spot holder = join(3);
        Spot a = join(1);
        Spot b = join(2);
        Spot c = join(1);

        assertThat(machine.leave(holder)).containsExactly(a, b);
        assertThat(c.standing).isEqualTo(Standing.WAITING);
    }

    @Test
    void rest_alone_untilAnythingIsAsked() {
        Spot spot = join(3);
        assertThat(QueueMachine.rest(spot)).isTrue();
        assertThat(QueueMachine.resume(spot)).isTrue();
        assertThat(machine.holders()).containsExactly(spot);
        assertThat(QueueMachine.resume(spot)).isFalse();

        List<Runnable> inputs = List.of(
                machine::isEmpty,
                () -> machine.fits(3),
                machine::holders,
                machine::waiters,
                () -> machine.leave(new Spot(1)),
                () -> machine.leaveAll(any -> false),
                () -> machine.resize(3));
        for (Runnable input : inputs) {
            assertThat(QueueMachine.rest(spot)).isTrue();
            input.run();
            assertThat(spot.standing).isEqualTo(Standing.OUTSIDE);
            assertThat(QueueMachine.resume(spot)).isFalse();
            assertThat(machine.fits(3)).isTrue();
            machine.join(spot);
        }
    }

    @Test
    void rest_notAloneOrNotHolding_isRefused() {
        Spot first = join(2);
        Spot second = join(1);
        assertThat(QueueMachine.rest(first)).isFalse();
        assertThat(QueueMachine.rest(second)).isFalse();
        machine.leave(first);
        assertThat(QueueMachine.rest(second)).isTrue();
        machine.leave(second);
        assertThat(QueueMachine.rest(second)).isFalse();
        assertThat(machine.isEmpty()).isTrue();
    }

    /** Those behind a large wish fit as soon as it withdraws. */
    @Test
    void leave_ofFirstWaiter_grantsThoseBehindIt() {
        join(2);
        Spot large = join(3);
        Spot small = join(1);

        assertThat(machine.leave(large)).containsExactly(small);
    }

    @Test
    void leave_ofWaiterInTheMiddle_keepsTheOrder() {
        Spot holder = join(3);
        Spot a = join(2);
        Spot b = join(2);
        Spot c = join(2);

        assertThat(machine.leave(b)).isEmpty();
        assertThat(machine.leave(holder)).containsExactly(a);
        assertThat(machine.leave(a)).containsExactly(c);
    }

    @Test
    void leave_again_changesNothing() {
        Spot a = join(3);
        join(3);
        machine.leave(a);

        assertThat(machine.leave(a)).isEmpty();
        assertThat(machine.holders()).hasSize(1);
    }

    @Test
    void leaveAll_ofHoldersAndWaiters_grantsOnlyOthers() {
        Spot a = join(3);
        Spot b = join(3);
        Spot c = join(3);

        var changes = machine.leaveAll(spot -> spot == a || spot == b);

        assertThat(changes.out()).containsExactly(a, b);
        assertThat(changes.granted()).containsExactly(c);
    }

    @Test
    void resize_larger_grants() {
        join(3);
        Spot a = join(2);

        assertThat(machine.resize(5).granted()).containsExactly(a);
    }

    @Test
    void resize_smaller_revokesNothingAndDrains() {
        Spot a = join(1);
        Spot b = join(1);
        Spot c = join(1);
        Spot d = join(1);

        assertThat(machine.resize(1)).isEqualTo(new QueueMachine.Changes<>(List.of(), List.of(), List.of(a, b, c, d)));
        assertThat(machine.holders()).containsExactly(a, b, c);
        assertThat(machine.leave(a)).isEmpty();
        assertThat(machine.leave(b)).isEmpty();
        assertThat(machine.leave(c)).containsExactly(d);
    }

    @Test
    void outOf_isTheSize_untilThatIsAnother_andNeverAgain() {
        Spot all = join(3);
        Spot some = join(2);

        assertThat(all.outOf).isEqualTo(3);
        assertThat(some.outOf).isEqualTo(3);
        assertThat(machine.resize(3).resized()).isEmpty();
        assertThat(machine.resize(5).resized()).containsExactly(all, some);
        Spot late = join(2);
        assertThat(machine.resize(3).resized()).containsExactly(late);
        assertThat(List.of(all, some, late)).allMatch(spot -> spot.outOf == 0);
    }

    /** A wish that can never fit would block the line for ever. */
    @Test
    void resize_belowAWaitingWish_putsItOutAndGrantsThoseBehind() {
        Spot holder = join(2);
        Spot large = join(3);
        Spot small = join(1);

        assertThat(machine.resize(2).out()).containsExactly(large);
        assertThat(machine.leave(holder)).containsExactly(small);
    }

    @Test
    void permits_nearTheLargestNumber_doNotOverflow() {
        machine.resize(Integer.MAX_VALUE);
        join(Integer.MAX_VALUE);
        Spot late = join(Integer.MAX_VALUE);

        assertThat(late.standing).isEqualTo(Standing.WAITING);
    }

    /** Any inputs in any order: the machine and a list that is summed up anew each time agree on who holds. */
    @Test
    void inputs_atRandom_agreeWithTheDefinition() {
        Random random = new Random(42);
        for (int round = 0; round < 500; round++) {
            QueueMachine<Spot> machine = new QueueMachine<>(1 + random.nextInt(4));
            List<Spot> line = new ArrayList<>();
            List<Spot> holding = new ArrayList<>();
            for (int step = 0; step < 40; step++) {
                int dice = random.nextInt(10);
                if (dice < 5) {
                    Spot spot = new Spot(1 + random.nextInt(machine.size()));
                    line.add(spot);
                    machine.join(spot);
                } else if (dice < 9 && !line.isEmpty()) {
                    Spot spot = line.remove(random.nextInt(line.size()));
                    holding.remove(spot);
                    machine.leave(spot);
                } else {
                    int size = 1 + random.nextInt(4);
                    line.removeIf(spot -> spot.permits > size && !holding.contains(spot));
                    machine.resize(size);
                }
                int sum = 0;
                for (Spot spot : line) {
                    sum += spot.permits;
                    if (sum <= machine.size() && !holding.contains(spot)) {
                        holding.add(spot);
                    }
                }
                assertThat(machine.holders()).containsExactlyElementsOf(holding);
                assertThat(machine.waiters())
                        .containsExactlyElementsOf(line.stream()
                                .filter(spot -> !holding.contains(spot))
                                .toList());
                assertThat(machine.isEmpty()).isEqualTo(line.isEmpty());
                assertThat(holding.stream().filter(spot -> spot.outOf > 0))
                        .allMatch(spot -> spot.outOf == machine.size());
                if (holding.stream()
                                .filter(spot -> spot.outOf > 0)
                                .mapToInt(spot -> spot.permits)
                                .sum()
                        == machine.size()) {
                    assertThat(holding).as("who holds beside all").allMatch(spot -> spot.outOf > 0);
                }
            }
        }
    }
}
