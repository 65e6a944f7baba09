package io.signalbox.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is in the middle of a change: whoever is stopped there loses an update, or makes another lose it. */
final class HistoryTest {

    private static final String REGISTER = Register.of(Story.LOCK, false);

    @TempDir
    private Path folder;

    private History history;

    @BeforeEach
    void begin() throws IOException {
        history = new History(folder.resolve("history.tsv"));
    }

    @AfterEach
    void end() throws IOException {
        history.close();
    }

    private void add(Story story) {
        List<Entry> entries = story.end();
        entries.forEach(history::add);
    }

    private static Story reads(long at, long token) {
        return new Story().register(at, Act.READ, Outcome.OK, REGISTER, token, 0, "");
    }

    private static Story writes(long at, long token) {
        return new Story().register(at, Act.WRITE, Outcome.OK, REGISTER, token, 0, "1 x");
    }

    @Test
    void change_isFromTheReadToTheWrite() {
        add(new Story().gets(1, "a", 7));
        assertThat(history.change("a.1", Story.LOCK, REGISTER))
                .as("not read yet")
                .isNull();
        add(reads(2, 7));
        assertThat(history.change("a.1", Story.LOCK, REGISTER))
                .extracting(Entry::token)
                .isEqualTo(7L);
        assertThat(history.change("b.1", Story.LOCK, REGISTER)).as("another's").isNull();
        add(writes(3, 7));
        assertThat(history.change("a.1", Story.LOCK, REGISTER)).as("written").isNull();
    }

    @Test
    void change_whenTheLeaseIsReleased_isNone() {
        add(new Story().gets(1, "a", 7));
        add(reads(2, 7));
        add(new Story().releases(3, "a"));
        assertThat(history.change("a.1", Story.LOCK, REGISTER)).isNull();
    }

    @Test
    void writers_areTold() {
        add(writes(1, 7));
        assertThat(history.isWritten(REGISTER, 7)).isTrue();
        assertThat(history.isWrittenByLater(REGISTER, 7)).isFalse();
        add(writes(2, 9));
        assertThat(history.isWrittenByLater(REGISTER, 7)).isTrue();
        assertThat(history.isWritten(REGISTER, 8)).isFalse();
    }
}
