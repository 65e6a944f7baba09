package io.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;

class ChartTest {

    private static final long SECOND = 1_000_000_000L;
    private static final List<String> WORKERS = List.of("a", "bb");

    private static Timeline timeline() {
        Timeline timeline = new Timeline();
        timeline.waits("a", 0);
        timeline.holds("a", 0);
        timeline.waits("bb", 0);
        timeline.ends("a", SECOND);
        timeline.holds("bb", SECOND);
        timeline.ends("bb", 4 * SECOND);
        return timeline;
    }

    @Test
    void text_inUnicode_hasARowAWorkerAndTheTimeBelow() {
        assertThat(TextChart.lines(timeline(), WORKERS, 44, true))
                .containsExactly(
                        "a  ██████████",
                        "bb ··········██████████████████████████████",
                        "   ┴─────────┴─────────┴─────────┴─────────┴",
                        "   0s        1s        2s        3s",
                        "   waiting ·  holding █");
    }

    @Test
    void text_withoutUnicode_isPlainAscii() {
        List<String> lines = TextChart.lines(timeline(), WORKERS, 44, false);

        assertThat(lines).startsWith("a  ##########", "bb ..........##############################");
        assertThat(String.join("", lines)).isPrintable().matches("\\p{ASCII}*");
    }

    @Test
    void text_neverExceedsItsWidth() {
        for (int width = 30; width < 200; width += 7) {
            int most = width;
            assertThat(TextChart.lines(timeline(), WORKERS, width, true))
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(most));
        }
    }

    @Test
    void text_ofNothing_isAnEmptyChart() {
        assertThat(TextChart.lines(new Timeline(), WORKERS, 44, true)).startsWith("a", "bb");
    }

    @ParameterizedTest
    @CsvSource({
        "4000,5,1000",
        "4000,4,1000",
        "4000,3,2000",
        "9000,10,1000",
        "900,10,100",
        "3,10,1",
        "86400000,10,10000000"
    })
    void axis_stepsAreRound(long lengthMillis, int maxSteps, long stepMillis) {
        TimeAxis axis = TimeAxis.of(lengthMillis * 1_000_000, maxSteps);

        assertThat(axis.stepNanos()).isEqualTo(stepMillis * 1_000_000);
        assertThat(axis.ticks()).hasSizeLessThanOrEqualTo(maxSteps + 1);
    }

    @Test
    void axis_labels_haveNoNeedlessPlaces() {
        assertThat(TimeAxis.label(0)).isEqualTo("0s");
        assertThat(TimeAxis.label(SECOND / 2)).isEqualTo("0.5s");
        assertThat(TimeAxis.label(20 * SECOND)).isEqualTo("20s");
    }

    @Test
    void picture_isWellFormedAndHasABarASpan() throws Exception {
        String svg = SvgChart.document("2 workers & <1> permit", timeline(), WORKERS);

        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));

        assertThat(document.getElementsByTagName("title").item(0).getTextContent())
                .isEqualTo("2 workers & <1> permit");
        int frameAndLegend = 3;
        assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(frameAndLegend + 4);
    }
}
