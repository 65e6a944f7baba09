package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The judge of the interop tests, judged. */
class InteropWorkerTest {

    @Test
    void torn_wholeLines_none() {
        assertThat(InteropWorker.torn(List.of("<curator 1 ..... curator 1>", "<signalbox 1 ..... signalbox 1>")))
                .isZero();
    }

    @Test
    void torn_mixedLines_counted() {
        assertThat(InteropWorker.torn(List.of(
                        "<curator 1 ..<signalbox 1 ..... signalbox 1>",
                        "... curator 1>",
                        "<curator 1 ..... curator 2>",
                        "<curator 1 ..... signalbox 1>",
                        "<curator 1 ...... curator 1>",
                        "<curator 2 ..... curator 2>",
                        "")))
                .isEqualTo(6);
    }

    @Test
    void alternations_linesOfTwo_counted() {
        assertThat(InteropWorker.alternations(
                        List.of("<a 1 ..... a 1>", "<a 2 ..... a 2>", "<b 1 ..... b 1>", "<a 3 ..... a 3>")))
                .isEqualTo(2);
    }
}
