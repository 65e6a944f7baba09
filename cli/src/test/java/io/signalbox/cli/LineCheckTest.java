package io.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineCheckTest {

    private static final String WITH = "Lock acquired via with\n";
    private static final String DIRECTLY = "Lock acquired directly\n";

    private static LineCheck check(String text) throws IOException {
        return LineCheck.of(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), LockRole.Way.lines());
    }

    @Test
    void wholeLines_areCounted() throws IOException {
        LineCheck check = check(WITH + DIRECTLY + WITH);

        assertThat(check.whole()).isEqualTo(3);
        assertThat(check.torn()).isZero();
        assertThat(check.first()).containsExactly(WITH.strip(), DIRECTLY.strip(), WITH.strip());
    }

    @Test
    void nothing_isNoLine() throws IOException {
        assertThat(check("").lines()).isZero();
    }

    /** What two unlocked writers leave: words of both, then the two ends of line. */
    @Test
    void mixedWords_andTheEmptyLineAfterThem_areTwoTornLines() throws IOException {
        LineCheck check = check(WITH + "LockLock acquired acquired via directly with\n\n" + DIRECTLY);

        assertThat(check.whole()).isEqualTo(2);
        assertThat(check.torn()).isEqualTo(2);
    }

    @Test
    void lastLineWithoutItsEnd_isTorn() throws IOException {
        assertThat(check(WITH + DIRECTLY.strip()).torn()).isEqualTo(1);
        assertThat(check("Lock acq").torn()).isEqualTo(1);
    }

    @Test
    void moreOnALine_isTorn() throws IOException {
        assertThat(check(" " + WITH).torn()).isEqualTo(1);
        assertThat(check(WITH.strip() + "\r\n").torn()).isEqualTo(1);
        assertThat(check("Lock acquired via with\u00e9\n").torn()).isEqualTo(1);
    }

    @Test
    void whatWasThereBefore_isNotRead(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("lines.txt");
        String before = "something else";
        Files.writeString(file, before + WITH);

        LineCheck check = LineCheck.of(file, before.length(), LockRole.Way.lines());

        assertThat(check.whole()).isEqualTo(1);
        assertThat(check.torn()).isZero();
    }
}
