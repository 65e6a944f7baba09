package io.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.ContenderView;
import io.signalbox.QueueView;
import io.signalbox.Resource;
import io.signalbox.ResourceKind;
import io.signalbox.spi.Participant;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaitingLineTest {

    private static final Participant SELF = new Participant("db-2", 7, "");
    private static final Instant NOW = Instant.EPOCH.plusSeconds(12);

    private static ContenderView contender(Participant owner) {
        return new ContenderView(owner, "main", Instant.EPOCH, 1, 100, "node");
    }

    private static QueueView view(Participant holder) {
        Participant other = new Participant("db-3", 7, "");
        return new QueueView(
                new Resource(ResourceKind.LOCK, "orders/42"),
                1,
                List.of(contender(holder)),
                List.of(contender(other), contender(SELF)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            79 | waiting for lock orders/42: 1 ahead, held by db-1 pid 4711 (import) for 12 s
            76 | waiting for lock orders/42: 1 ahead, held by db-1 pid 4711 (import) for 12 s
            75 | waiting for lock orders/42: 1 ahead, held by db-1 pid 4711 for 12 s
            66 | waiting for lock orders/42: 1 ahead, held for 12 s
            20 | waiting for lock ord
            """)
    void line_leavesOutWhatHasNoRoom(int room, String line) {
        QueueView view = view(new Participant("db-1", 4711, "import"));
        assertThat(WaitingLine.text("lock orders/42", view, SELF, NOW, room)).isEqualTo(line);
    }

    @Test
    void line_withoutAnswer_saysSo() {
        assertThat(WaitingLine.text("lock x", null, SELF, NOW, 79))
                .isEqualTo("waiting for lock x: the store does not answer");
    }

    @Test
    void label_ofSomebodyElse_cannotSteerTheTerminal() {
        QueueView view = view(new Participant("db-1", 4711, "\u001b[2J"));
        assertThat(WaitingLine.text("lock orders/42", view, SELF, NOW, 200)).doesNotContain("\u001b");
    }
}
