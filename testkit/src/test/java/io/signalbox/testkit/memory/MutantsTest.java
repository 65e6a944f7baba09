package io.signalbox.testkit.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedClass;

import io.signalbox.testkit.Clause;
import io.signalbox.testkit.ContractSuite;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.CancellationToken;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherExecutionRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** A suite that never failed proves nothing: each store that is wrong must be caught, by the clause it breaks. */
class MutantsTest {

    private static final Logger REPORT = Logger.getLogger("io.signalbox.testkit"); // held, so that its level stays

    @BeforeEach
    void beImpatient() {
        System.setProperty("testkit.patience", "3");
        REPORT.setLevel(Level.OFF);
    }

    @AfterEach
    void bePatientAgain() {
        System.clearProperty("testkit.patience");
        REPORT.setLevel(null);
        MemoryContractTest.wrong = Wrong.NOTHING;
    }

    @ParameterizedTest(name = "a store that {0} fails {1}, clause {2}")
    @CsvSource(textBlock = """
            EXCEEDS_THE_SIZE,                       Lock,       C1
            IGNORES_WEIGHTS,                        Semaphore,  C1
            OVERTAKES,                              Order,      C3
            GOES_TO_THE_TAIL_ON_RECONNECT,          Certainty,  C3
            SAYS_THAT_IT_HAS_ALL,                   Semaphore,  C2
            SAYS_THAT_IT_HAS_ALL,                   Semaphore,  C9
            NEVER_HEARS_OF_ANOTHER_SIZE,            Semaphore,  C2
            REUSES_TOKENS_WHEN_IDLE,                Lock,       C2
            GRANTS_OVERLAPPING_TOKENS,              Lock,       C2
            LEAKS_WHOEVER_LEAVES_THE_LINE,          Ends,       C4
            FORGETS_LOST_REPLIES,                   Ends,       C4
            ANSWERS_LATE,                           Ends,       C4
            BLOCKS_WHILE_STOPPED,                   Ends,       C4
            NEVER_TELLS_OF_A_LOSS,                  Certainty,  C5
            TELLS_OF_A_LOSS_LATE,                   Certainty,  C5
            FORGETS_WAITERS_OF_A_LOST_SESSION,      Certainty,  C6
            NEVER_EXPIRES_SESSIONS,                 Certainty,  C7
            LEAVES_FREE_THE_HEAD_OF_THE_LINE,       Certainty,  C8
            CONFIRMS_LEAVES_TOO_EARLY,              Release,    C8
            ADMITS_A_SIZE_MISMATCH,                 Semaphore,  C9
            FORGETS_THE_SIZE,                       Semaphore,  C9
            IGNORES_RESIZE,                         Semaphore,  C9
            RESIZES_WITHOUT_WAKING,                 Semaphore,  C9
            RESIZES_BY_REVOKING,                    Semaphore,  C9
            KEEPS_WISHES_LARGER_THAN_THE_SIZE,      Semaphore,  C9
            TELLS_THE_FLAG_NOT_THE_VERSION,         Event,      E1
            FORGETS_WATCHES_ON_RECONNECT,           Event,      E1
            READS_A_STALE_FLAG,                     Event,      E2
            BELIEVES_ITS_WATCH,                     Event,      E2
            TELLS_THAT_A_VERSION_IS_LEFT_TOO_EARLY, Event,      E1
            FORGETS_EVENTS,                         Event,      E3
            ANSWERS_LATE,                           Event,      E4
            LEAKS_WATCHES,                          Event,      A1
            STANDS_WITH_A_PLACE_PER_PERMIT,         Scale,      A1
            WAKES_THE_HERD,                         Scale,      A2
            WAITS_IN_JOIN,                          Async,      A3
            LEAVES_THE_SESSION_ON_CLOSE,            Close,      A4
            LEAVES_A_THREAD_ON_CLOSE,               Close,      A4
            HIDES_THE_THREAD,                       Inspect,    A7
            LISTS_NEIGHBOURS,                       Inspect,    A7
            PUTS_OUT_WHOEVER_HOLDS,                 Eviction,   C8
            NEVER_TELLS_WHO_IS_PUT_OUT,             Eviction,   C6
            """)
    void wrongStore_isCaughtByTheClauseItBreaks(Wrong wrong, String suite, String clause) {
        MemoryContractTest.wrong = wrong;
        Run run = run(suite::equals, clause);
        assertThat(run.failed).as("tests of " + clause + " that fail").isNotEmpty();
        assertThat(run.skipped).isEmpty();
        REPORT.setLevel(Level.INFO);
        REPORT.info(() -> wrong + ": caught by " + clause + ", " + run.failed);
    }

    /** All of it on the store that is right, just as impatiently: what fails above fails for what is wrong. */
    @Test
    void rightStore_ranByTheSameMeans_passes() {
        Run run = run(suite -> true, "");
        assertThat(run.failed).isEmpty();
        assertThat(run.passed).hasSizeGreaterThan(150);
    }

    @Test
    void wrongs_areAllTried() throws NoSuchMethodException {
        Method table = MutantsTest.class.getDeclaredMethod(
                "wrongStore_isCaughtByTheClauseItBreaks", Wrong.class, String.class, String.class);
        Set<String> tried = table.getAnnotation(CsvSource.class)
                .textBlock()
                .lines()
                .map(line -> line.strip().split(",", -1)[0])
                .collect(Collectors.toCollection(TreeSet::new));
        tried.add(Wrong.NOTHING.name());
        assertThat(Arrays.stream(Wrong.values()).map(Enum::name)).containsExactlyInAnyOrderElementsOf(tried);
    }

    /** Runs the tests that prove a clause, or all of them if it is empty. */
    private static Run run(Predicate<String> suites, String clause) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(Arrays.stream(MemoryContractTest.class.getDeclaredClasses())
                        .filter(type -> ContractSuite.class.isAssignableFrom(type) && suites.test(type.getSimpleName()))
                        .map(type -> selectNestedClass(List.of(MemoryContractTest.class), type))
                        .toList())
                .configurationParameter("junit.jupiter.execution.timeout.default", "20 s")
                .filters((PostDiscoveryFilter) test -> FilterResult.includedIf(
                        test.getSource().map(source -> proves(source, clause)).orElse(true)))
                .build();
        Run run = new Run();
        LauncherFactory.create()
                .execute(LauncherExecutionRequestBuilder.request(request)
                        .listeners(run)
                        .cancellationToken(run.enough)
                        .build());
        return run;
    }

    private static boolean proves(TestSource source, String clause) {
        return clause.isEmpty()
                || !(source instanceof MethodSource method)
                || Arrays.asList(method.getJavaMethod()
                                .getAnnotation(Clause.class)
                                .value())
                        .contains(clause);
    }

    /** What became of each test, until the first failure, which is enough. */
    private static final class Run implements TestExecutionListener {

        private final CancellationToken enough = CancellationToken.create();
        private final List<String> passed = new ArrayList<>();
        private final List<String> failed = new ArrayList<>();
        private final List<String> skipped = new ArrayList<>();

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isTest()) {
                (switch (result.getStatus()) {
                            case SUCCESSFUL -> passed;
                            case FAILED -> failed;
                            case ABORTED -> skipped;
                        })
                        .add(nameOf(test));
                if (!failed.isEmpty()) {
                    enough.cancel();
                }
            }
        }

        private static String nameOf(TestIdentifier test) {
            return test.getSource()
                    .filter(MethodSource.class::isInstance)
                    .map(source -> ((MethodSource) source).getMethodName())
                    .orElse(test.getDisplayName());
        }
    }
}
