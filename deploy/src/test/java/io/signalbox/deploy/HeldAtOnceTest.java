package io.signalbox.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The judge of what the demo's containers print can say no. */
class HeldAtOnceTest {

    private static final String TWO_AT_ONCE = """
            worker1_1  | 2026-11-23T18:13:55.412737Z Process-1 acquire
            worker2_1  | 2026-11-23T18:13:55.705827Z Process-2 acquire
            worker1_1  | 2026-11-23T18:13:58.414270Z Process-1 release
            worker3-1  | 2026-11-23T18:13:58.414270Z Process-3 acquire
            worker2_1  | 2026-11-23T18:13:58.707889Z Process-2 release
            worker3-1  | 2026-11-23T18:14:01.430931Z Process-3 release
            """;

    @TempDir
    private Path folder;

    private String answer;

    private int judge(String lines, String permits, String workers) throws IOException, InterruptedException {
        Path input = Files.writeString(folder.resolve("lines"), lines);
        Process judge = new ProcessBuilder("./held-at-once", permits, workers)
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .start();
        answer = new String(judge.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return judge.waitFor();
    }

    @Test
    void twoAtOnce_ofTwo_isRight() throws Exception {
        assertThat(judge(TWO_AT_ONCE, "2", "3")).as(answer).isZero();
        assertThat(answer).isEqualTo("at most 2 of 2 permits held at once, by 3 workers\n");
    }

    /** Containers are read one after another, so lines come in no order. */
    @Test
    void order_ofLines_doesNotMatter() throws Exception {
        String reversed = TWO_AT_ONCE.lines().reduce("", (later, earlier) -> earlier + "\n" + later);

        assertThat(judge(reversed, "2", "3")).as(answer).isZero();
    }

    @Test
    void twoAtOnce_ofOne_isAViolation() throws Exception {
        assertThat(judge(TWO_AT_ONCE, "1", "3")).isEqualTo(1);
        assertThat(answer).contains("violated: 2 held at once, at 2026-11-23T18:13:55.705827Z");
    }

    /** A semaphore that lets in one at a time would break no limit. */
    @Test
    void oneAtATime_ofTwo_isAViolation() throws Exception {
        String later = TWO_AT_ONCE
                .replace("55.705827Z Process-2 acquire", "58.414270Z Process-2 acquire")
                .replace("58.414270Z Process-3 acquire", "58.707889Z Process-3 acquire");

        assertThat(judge(later, "2", "3")).isEqualTo(1);
        assertThat(answer).contains("violated: never 2 at once");
    }

    /** One that gives back a moment too late. */
    @Test
    void threeAtOnce_forAMicrosecond_isAViolation() throws Exception {
        String late = TWO_AT_ONCE.replace("58.414270Z Process-1 release", "58.414271Z Process-1 release");

        assertThat(judge(late, "2", "3")).isEqualTo(1);
        assertThat(answer).contains("violated: 3 held at once");
    }

    @Test
    void workerThatIsMissing_isAViolation() throws Exception {
        assertThat(judge(TWO_AT_ONCE, "2", "5")).isEqualTo(1);
        assertThat(answer).contains("there should be 5 workers");
        assertThat(judge("", "2", "5")).isEqualTo(1);
    }

    @Test
    void workerThatDoesNotGiveBack_isAViolation() throws Exception {
        String kept = TWO_AT_ONCE.lines().limit(5).reduce("", (all, line) -> all + line + "\n");

        assertThat(judge(kept, "2", "3")).isEqualTo(1);
        assertThat(answer).contains("Process-3 did not give back");
    }

    @Test
    void workerThatReleasesTwice_isAViolation() throws Exception {
        String twice = TWO_AT_ONCE + "2026-11-23T18:14:02.000000Z Process-3 release\n";

        assertThat(judge(twice, "2", "3")).isEqualTo(1);
        assertThat(answer).contains("Process-3 released what it did not hold");
    }
}
