package io.signalbox.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a run is to do: command line, schedule, rules. */
final class PlanTest {

    private static final Path FOLDER = Path.of("out");

    @Test
    void entry_written_isReadAgain() {
        Entry entry = new Entry(1, "c1.1", "t", Act.ACQUIRE, Outcome.OK, "lock/a", 2, 3, -1, "a\tb");
        assertThat(Entry.decode(entry.encode()))
                .isEqualTo(new Entry(1, "c1.1", "t", Act.ACQUIRE, Outcome.OK, "lock/a", 2, 3, -1, "a b"));
    }

    @Test
    void schedule_ofOneSeed_isOneSchedule() {
        assertThat(faults(7, 50)).isEqualTo(faults(7, 50)).isNotEqualTo(faults(8, 50));
    }

    @Test
    void schedule_afterItsFirstFault_hasEachKindOnceInARound() {
        int kinds = Kind.values().length;
        assertThat(faults(7, 1 + kinds).subList(1, 1 + kinds))
                .extracting(Fault::kind)
                .containsExactlyInAnyOrderElementsOf(EnumSet.allOf(Kind.class));
    }

    @Test
    void schedule_beginsWithAHolderWhoIsStoppedForThreeSessions() {
        assertThat(faults(7, 1).get(0))
                .extracting(Fault::kind, Fault::lengthMillis)
                .containsExactly(Kind.STOP_CLIENT, 6_000L);
    }

    private static List<Fault> faults(long seed, int count) {
        Schedule schedule = new Schedule(seed, List.of(Kind.values()), 2_000, 2_000);
        return IntStream.range(0, count).mapToObj(i -> schedule.next()).toList();
    }

    @Test
    void cut_ofAPart_isARuleOfTheBridge() {
        assertThat(Cut.ruleset(List.of(new Cut(Set.of("s1"), Set.of("c2", "c1"), 30))))
                .contains("iifname { \"p-s1\" } oifname { \"p-c1\", \"p-c2\" } numgen random mod 100 < 30 drop");
    }

    @Test
    void options_given_areTaken() {
        Options options = Options.parse(
                List.of("--minutes", "1.5", "--seed", "9", "--grants", "7", "--faults", "loss,kill-leader"), FOLDER);
        assertThat(options.seconds()).isEqualTo(90);
        assertThat(options.seed()).isEqualTo(9);
        assertThat(options.leastGrants()).isEqualTo(7);
        assertThat(options.kinds()).containsExactly(Kind.LOSS, Kind.KILL_LEADER);
    }

    @Test
    void servers_asManyAsGiven_haveNames() {
        assertThat(Options.parse(List.of("--servers", "5"), FOLDER).serverNames())
                .containsExactly("s1", "s2", "s3", "s4", "s5");
    }

    @Test
    void options_ofAnIsolation_mayLeaveOutTheNumberOfRounds() {
        assertThat(Options.parse(List.of("--isolation", "--seed", "9"), FOLDER))
                .extracting(Options::isolationRounds, Options::seed)
                .containsExactly(20, 9L);
        assertThat(Options.parse(List.of("--isolation", "3"), FOLDER).isolationRounds())
                .isEqualTo(3);
    }

    @Test
    void options_thatAreNot_areRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Options.parse(List.of("--fault", "loss"), FOLDER));
        assertThatIllegalArgumentException().isThrownBy(() -> Options.parse(List.of("--faults", "rain"), FOLDER));
        assertThatIllegalArgumentException().isThrownBy(() -> Options.parse(List.of("--seed"), FOLDER));
        assertThatIllegalArgumentException().isThrownBy(() -> Options.parse(List.of("--servers", "4"), FOLDER));
    }

    @Test
    void register_withAFence_refusesWhatIsStale() {
        Register register = new Register("fenced/a", true, entry -> {});
        assertThat(register.read(2)).isZero();
        assertThat(register.write(1, 0, "x")).isEqualTo(Register.STALE);
        assertThat(register.write(2, 0, "y")).isEqualTo(1);
    }

    @Test
    void register_withoutAFence_takesWhatIsStale() {
        Register register = new Register("open/a", false, entry -> {});
        assertThat(register.read(2)).isZero();
        assertThat(register.write(1, 0, "x")).isEqualTo(1);
    }

    @Test
    void report_withABlindControl_doesNotPass() {
        Report report = new Report(List.of(), List.of(), 0, List.of(new Report.Control("c", 0, "")));
        assertThat(report.passes()).isFalse();
        assertThat(report.text()).contains("NOTHING SEEN");
    }

    @Test
    void report_withAControlThatWasNotRun_saysSo() {
        Report report = new Report(List.of(), List.of(), 0, List.of(new Report.Control("c", -1, "no network")));
        assertThat(report.text()).contains("c: not run, no network");
    }
}
