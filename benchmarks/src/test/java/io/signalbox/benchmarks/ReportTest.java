package io.signalbox.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The arithmetic, the table and the verdict; no server. */
class ReportTest {

    private static Series series(double... rates) {
        Series series = new Series("family");
        for (double rate : rates) {
            series.add("a", new Sample().with(Metric.RATE, rate));
            series.add("b", new Sample().with(Metric.RATE, 10));
        }
        return series;
    }

    private static Row row(Bar bar, double... rates) {
        return series(rates).ratio("thing", bar, Metric.RATE, "a", "b");
    }

    @Test
    void spread_ofOddAndEvenCounts_hasMedianMinAndMax() {
        assertThat(Spread.of(List.of(9.0, 1.0, 4.0))).isEqualTo(new Spread(4, 1, 9));
        assertThat(Spread.of(List.of(9.0, 1.0, 4.0, 6.0))).isEqualTo(new Spread(5, 1, 9));
        assertThatThrownBy(() -> Spread.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void times_percentiles_areByNearestRank() {
        Times times = new Times();
        for (int i = 100; i >= 1; i--) {
            times.add(i * 1_000L);
        }
        assertThat(times.micros(0.5)).isEqualTo(50);
        assertThat(times.micros(0.99)).isEqualTo(99);
        assertThat(new Times().micros(0.5)).isNaN();
    }

    @Test
    void ratio_ofRounds_isTheMedianOfRatiosNotTheRatioOfMedians() {
        Series series = new Series("family");
        double[][] rounds = {{10, 1}, {20, 40}, {30, 10}};
        for (double[] round : rounds) {
            series.add("a", new Sample().with(Metric.RATE, round[0]));
            series.add("b", new Sample().with(Metric.RATE, round[1]));
        }
        assertThat(series.ratio("thing", Bar.none(), Metric.RATE, "a", "b").figure())
                .isEqualTo(new Spread(3, 0.5, 10));
    }

    @Test
    void interleaving_takesTurns_andThrowsWarmUpsAway() throws Exception {
        StringBuilder turns = new StringBuilder();
        int[] calls = new int[1];
        Series series = new Interleaving()
                .add("a", () -> {
                    turns.append('a');
                    return new Sample().with(Metric.COUNT, ++calls[0]);
                })
                .addOnce("b", () -> {
                    turns.append('b');
                    return new Sample().with(Metric.COUNT, 1);
                })
                .run("family", 2, 1);
        assertThat(turns).hasToString("aaba");
        assertThat(series.ratio("thing", Bar.none(), Metric.COUNT, "a", "b").figure())
                .isEqualTo(new Spread(2.5, 2, 3));
    }

    @Test
    void interleaving_runsCrowdsUntilEachIsWarm_andWhoIsNotLonger() throws Exception {
        StringBuilder turns = new StringBuilder();
        Bench bench = new Bench(null, 2, false);
        Series series = new Interleaving()
                .add("a", () -> {
                    turns.append('a');
                    return new Sample().with(Metric.COUNT, bench.warmUpGrants());
                })
                .add("b", () -> {
                    turns.append('b');
                    return new Sample().with(Metric.COUNT, bench.warmUpGrants() / 6.5);
                })
                .runWarm("family", bench);
        assertThat(turns).hasToString("ab".repeat(bench.warmUps()) + "bb" + "abab");
        assertThat(series.ratio("thing", Bar.none(), Metric.COUNT, "a", "b").figure())
                .isEqualTo(new Spread(6.5, 6.5, 6.5));
    }

    @Test
    void bar_atItsLimit_holds() {
        assertThat(Bar.atMost(0.72).holds(0.72)).isTrue();
        assertThat(Bar.atMost(0.72).holds(0.73)).isFalse();
        assertThat(Bar.atLeast(20).holds(19.9)).isFalse();
        assertThat(Bar.exactly(2).holds(2.01)).isTrue();
        assertThat(Bar.exactly(2).holds(3)).isFalse();
        assertThat(Bar.atMost(1).holds(Double.NaN)).isFalse();
    }

    /** What {@code --check} is for: it has to fail when something falls short, and to say what. */
    @Test
    void verdict_onARowThatFallsShort_failsAndNamesIt() {
        Verdict verdict = Verdict.of(List.of(row(Bar.atLeast(2), 30, 30), row(Bar.atLeast(4), 30, 30)));
        assertThat(verdict.passes()).isFalse();
        assertThat(verdict.text()).contains("1 of 2 fall short", "family: thing: 3 [3–3], the bar is ≥ 4");
    }

    @Test
    void verdict_onRowsThatHold_passes() {
        assertThat(Verdict.of(List.of(row(Bar.atLeast(2), 30), row(Bar.none(), 1)))
                        .passes())
                .isTrue();
    }

    @Test
    void verdict_onAFailedScenarioOrNothing_fails() {
        Verdict failed = Verdict.of(List.of(Row.failed("family", new IllegalStateException("boom"))));
        assertThat(failed.passes()).isFalse();
        assertThat(failed.text()).contains("family", "boom");
        assertThat(Verdict.of(List.of()).passes()).isFalse();
    }

    @Test
    void table_ofARatio_showsOursPeerAndSpread() {
        String table = Table.markdown("# Title\n", List.of(row(Bar.atLeast(4), 20, 30, 40)));
        assertThat(table)
                .contains("| family | thing | ≥ 4 | 30 /s | 10 /s | × 3 [2–4] | **short** |  |")
                .startsWith("# Title\n");
    }

    @Test
    void number_ofAnySize_hasThreeDigits() {
        assertThat(List.of(0.0671, 2.0, 2.346, 31.42, 1234.5).stream()
                        .map(Table::number)
                        .toList())
                .containsExactly("0.067", "2", "2.35", "31.4", "1,235");
    }

    @Test
    void chart_hasABarForEachRatio() {
        String svg = RatioChart.svg("a < b", List.of(row(Bar.atLeast(4), 30), row(Bar.atMost(4), 30)));
        assertThat(svg).contains("a &lt; b", "#d8743b", "#3b7dd8").endsWith("</svg>\n");
    }

    @Test
    void commandLine_withAnUnknownScenario_isRefused() {
        CommandLine parsed = CommandLine.parse(List.of("--check", "--only", "x", "--rounds", "7"), Set.of("x", "y"));
        assertThat(parsed.check()).isTrue();
        assertThat(parsed.only()).containsExactly("x");
        assertThat(parsed.rounds()).isEqualTo(7);
        assertThatThrownBy(() -> CommandLine.parse(List.of("--only", "z"), Set.of("x")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CommandLine.parse(List.of("--nope"), Set.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
