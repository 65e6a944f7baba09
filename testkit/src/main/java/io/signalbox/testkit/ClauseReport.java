package io.signalbox.testkit;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** Counts the tests of each clause, for each backend, and logs a table at the end of the run. */
final class ClauseReport implements TestWatcher {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(ClauseReport.class);
    private static final System.Logger LOG = System.getLogger("io.signalbox.testkit");

    /** For the test platform, which makes it by reflection. */
    ClauseReport() {}

    @Override
    public void testSuccessful(ExtensionContext context) {
        count(context, Outcome.PASSED);
    }

    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        count(context, Outcome.FAILED);
    }

    @Override
    public void testAborted(ExtensionContext context, @Nullable Throwable cause) {
        count(context, Outcome.SKIPPED);
    }

    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
        count(context, Outcome.SKIPPED);
    }

    private static void count(ExtensionContext context, Outcome outcome) {
        String backend = context.getTestInstance()
                .filter(ContractSuite.class::isInstance)
                .map(suite -> ((ContractSuite) suite).store.backend())
                .orElse("unknown");
        Clause clause =
                context.getTestMethod().map(m -> m.getAnnotation(Clause.class)).orElse(null);
        if (clause != null) {
            Table table =
                    context.getRoot().getStore(NAMESPACE).computeIfAbsent(Table.class, key -> new Table(), Table.class);
            for (String each : clause.value()) {
                table.add(backend, each, outcome);
            }
        }
    }

    private enum Outcome {
        PASSED,
        SKIPPED,
        FAILED
    }

    /** One a run; the platform closes it at the end of the run. */
    private static final class Table implements AutoCloseable {

        private final Map<String, Map<String, Map<Outcome, Integer>>> counts = new TreeMap<>();

        synchronized void add(String backend, String clause, Outcome outcome) {
            counts.computeIfAbsent(backend, b -> new TreeMap<>())
                    .computeIfAbsent(clause, c -> new EnumMap<>(Outcome.class))
                    .merge(outcome, 1, Integer::sum);
        }

        @Override
        public synchronized void close() {
            counts.forEach((backend, clauses) -> LOG.log(System.Logger.Level.INFO, table(backend, clauses)));
        }

        private static String table(String backend, Map<String, Map<Outcome, Integer>> clauses) {
            StringBuilder text = new StringBuilder("tests by clause, backend " + backend + "\n");
            text.append("clause | passed | skipped | failed\n");
            clauses.forEach((clause, n) -> text.append(String.format(
                    Locale.ROOT,
                    "%-6s | %6d | %7d | %6d%n",
                    clause,
                    n.getOrDefault(Outcome.PASSED, 0),
                    n.getOrDefault(Outcome.SKIPPED, 0),
                    n.getOrDefault(Outcome.FAILED, 0))));
            return text.toString();
        }
    }
}
