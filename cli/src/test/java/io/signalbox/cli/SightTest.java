package io.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.ContenderView;
import io.signalbox.EventState;
import io.signalbox.EventView;
import io.signalbox.Eviction;
import io.signalbox.QueueView;
import io.signalbox.Resource;
import io.signalbox.ResourceKind;
import io.signalbox.spi.Participant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How things look, to people and to programs. */
class SightTest {

    private static final Instant SINCE = Instant.parse("2026-11-23T09:00:00Z");
    private static final ContenderView HOLDER = new ContenderView(
            new Participant("db-1", 4711, "billing"), "main", SINCE, 1, 67_584, "_c_1-lock-0000000004");
    private static final ContenderView STRANGER =
            new ContenderView(new Participant("", 0, ""), "", SINCE.plusSeconds(5), 1, 68_608, "_c_2-lock-0000000005");
    private static final Resource ORDER = new Resource(ResourceKind.LOCK, "orders/42");
    private static final QueueView LOCK = new QueueView(ORDER, 1, List.of(HOLDER), List.of(STRANGER));
    private static final EventView EVENT = new EventView(new Resource(ResourceKind.EVENT, "ready"), new EventState(3));

    // ------------------------------------------------------------------ JSON

    /** What programs lean on: a change here breaks them, and the README's promise. */
    @Test
    void json_isAsTheReadmeSays() throws Exception {
        String readme = Files.readString(Path.of("README.md"));

        assertThat(readme)
                .contains("\n" + Json.write(Sight.json(LOCK)) + "\n")
                .contains("\n" + Json.write(Sight.json(EVENT)) + "\n")
                .contains("\n"
                        + Json.write(Sight.json(new Eviction(
                                ORDER, HOLDER, new Participant("ops-1", 99, "alice"), SINCE.plusSeconds(600))))
                        + "\n");
    }

    @Test
    void json_ofAnyText_isAscii() {
        assertThat(Json.write(
                        Json.object("a", "\"\\\n\u00e9", "b", List.of(), "c", Json.object(), "d", null, "e", true)))
                .isEqualTo("{\"a\":\"\\\"\\\\\\u000a\\u00e9\",\"b\":[],\"c\":{},\"d\":null,\"e\":true}");
    }

    // ------------------------------------------------------------------ text

    @ParameterizedTest
    @CsvSource({"-5, 0s", "0, 0s", "59, 59s", "60, 1m0s", "3599, 59m59s", "3600, 1h0m", "86399, 23h59m", "90000, 1d1h"})
    void age_isShort(long seconds, String text) {
        assertThat(Sight.age(SINCE, SINCE.plusSeconds(seconds))).isEqualTo(text);
    }

    @Test
    void line_saysWhoHolds() {
        assertThat(Sight.line(LOCK)).isEqualTo("lock orders/42 held by db-1 pid 4711 (billing) token 67584, 1 waiting");
        assertThat(Sight.line(EVENT)).isEqualTo("event ready set");
    }

    @Test
    void table_linesUp() {
        assertThat(Sight.table(List.of(LOCK, EVENT), SINCE.plusSeconds(12)).lines(false))
                .containsExactly(
                        "KIND   NAME       STATE  WAITING  HELD BY",
                        "lock   orders/42  held   1        db-1 pid 4711 (billing) for 12s, token 67584",
                        "event  ready      set");
    }

    @Test
    void table_ofALine_knowsStrangers() {
        assertThat(Sight.table(LOCK, SINCE.plusSeconds(12)).lines(false))
                .containsExactly(
                        "ROLE    HOST     PID   LABEL    THREAD  PERMITS  FOR  TOKEN",
                        "holder  db-1     4711  billing  main    1        12s  67584",
                        "waiter  unknown  -     -        -       1        7s   68608");
    }

    /** Else a label could paint, or move the cursor. */
    @Test
    void text_ofOthers_cannotCommandTheTerminal() {
        ContenderView evil = new ContenderView(
                new Participant("h\u001b[2J", 1, "l\u0007"), "t\u009b1m", SINCE, 1, 1_024, "_c_1-lock-0000000004");
        QueueView view = new QueueView(ORDER, 1, List.of(evil), List.of());

        assertThat(String.join("", Sight.table(view, SINCE).lines(false)) + Sight.line(view))
                .doesNotContainPattern("\\p{Cntrl}|[\u0080-\u009f]");
    }

    @Test
    void colour_isLeftOutOfWidths() {
        List<String> plain = Sight.table(LOCK, SINCE).lines(false);
        List<String> colourful = Sight.table(LOCK, SINCE).lines(true);

        assertThat(colourful).isNotEqualTo(plain);
        assertThat(colourful.stream().map(line -> line.replaceAll("\u001b\\[\\d*m", "")))
                .containsExactlyElementsOf(plain);
    }

    // ------------------------------------------------------------------ changes and scenes

    @Test
    void changes_areToldOnce() {
        Changes changes = new Changes(false);

        assertThat(changes.since(List.of(LOCK, EVENT), SINCE)).hasSize(2);
        assertThat(changes.since(List.of(LOCK, EVENT), SINCE)).isEmpty();
        assertThat(changes.since(List.of(EVENT), SINCE)).containsExactly(SINCE + " lock orders/42 gone");
    }

    @Test
    void changes_asJson_sayWhatHappened() {
        Changes changes = new Changes(true);

        assertThat(changes.since(List.of(EVENT), SINCE))
                .containsExactly("{\"at\":\"" + SINCE
                        + "\",\"change\":\"there\",\"kind\":\"event\",\"name\":\"ready\",\"set\":true,\"version\":3}");
        assertThat(changes.since(List.of(), SINCE))
                .containsExactly(
                        "{\"at\":\"" + SINCE + "\",\"change\":\"gone\",\"kind\":\"event\",\"name\":\"ready\"}");
    }

    @Test
    void scene_fitsTheTerminal_andSaysWhatDoesNot() {
        List<QueueView> many = Collections.nCopies(20, LOCK);
        List<String> lines = Scene.of("zookeeper://zk", many, "", SINCE).lines(new Terminal.Size(10, 40), false);

        assertThat(lines).hasSize(10).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(40));
        assertThat(lines.get(9)).startsWith("… and 34 lines more");
        assertThat(Scene.of("zookeeper://zk", List.of(LOCK), "", SINCE).lines(new Terminal.Size(24, 200), false))
                .containsExactly(
                        SINCE + "  zookeeper://zk  1 resource, 1 waiting",
                        "",
                        "KIND  NAME       STATE    WHO                       FOR  PERMITS  TOKEN",
                        "lock  orders/42  held     db-1 pid 4711 (billing)   0s   1        67584",
                        "                 waiting  another library's client  0s   1        68608");
    }
}
