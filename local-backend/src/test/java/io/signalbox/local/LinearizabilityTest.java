package io.signalbox.local;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.junit.jupiter.api.Test;

/**
 * Lincheck makes small programs of the operations, runs each in many interleavings of its threads, chosen by itself, and
 * looks for answers that no order of the operations explains. The subjects are the machines behind their shell; what an
 * operation should answer says a specification of a few lines.
 */
class LinearizabilityTest {

    private static ModelCheckingOptions options(Class<?> specification, int threads) {
        return new ModelCheckingOptions()
                .iterations(12)
                .invocationsPerIteration(100)
                .threads(threads)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(2)
                .sequentialSpecification(specification);
    }

    @Test
    void lock_ofTwoParticipants_isLinearizable() {
        options(LineOperations.LockDefined.class, 2).check(LineOperations.Lock.class);
    }

    @Test
    void semaphore_ofTwoPermitsAndThreeParticipants_isLinearizable() {
        options(LineOperations.SemaphoreDefined.class, 3).check(LineOperations.Semaphore.class);
    }

    @Test
    void flag_ofTwoParticipants_isLinearizable() {
        options(FlagOperations.Defined.class, 2).check(FlagOperations.Flag.class);
    }

    /** The negative control: a line that looks first and joins afterwards grants one permit to two. */
    @Test
    void line_thatLooksBeforeItJoins_isRejected() {
        assertThatThrownBy(() -> options(LineOperations.LockDefined.class, 2).check(LineOperations.Broken.class))
                .isInstanceOf(LincheckAssertionError.class);
    }

    /** The negative control: a flag without a guard loses a change. */
    @Test
    void flag_withoutAGuard_isRejected() {
        assertThatThrownBy(() -> options(FlagOperations.Defined.class, 2).check(FlagOperations.Broken.class))
                .isInstanceOf(LincheckAssertionError.class);
    }
}
