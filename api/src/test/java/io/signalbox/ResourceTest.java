package io.signalbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The names of contract A6. */
class ResourceTest {

    private static Resource lock(String name) {
        return new Resource(ResourceKind.LOCK, name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "Z",
                "0",
                "-",
                "_",
                "...",
                ".a",
                "a.",
                "orders/42",
                "a/b/c/d",
                "ABCabc019._-",
                "x..y",
                "lock-",
                "lock-42",
                "lock-00000000421",
                "lock-0000000042-",
                "0000000042",
                "lease",
                "_c",
                "a_c_b",
                "x-1-2",
                "X-12ab-0000000042",
            })
    void name_ofTheAlphabet_isAllowed(String name) {
        assertThat(lock(name).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a b | U+0020 at index 1",
                "` a` | U+0020 at index 0",
                "a:b | ':' at index 1",
                "a?b | '?' at index 1",
                "a%2f | '%' at index 1",
                "a\\b | '\\' at index 1",
                "ab* | '*' at index 2",
                "é | U+00E9 at index 0",
                "Ａ | U+FF21 at index 0",
                "a١ | U+0661 at index 1",
                "😀 | U+D83D at index 0",
            })
    void name_otherCharacter_isRefusedWithTheCharacter(String name, String character) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lock(name))
                .withMessage("lock name has the character " + character + "; allowed are letters, digits and . _ - /");
    }

    /** Not written as they are, so that no log line is broken by a name. */
    @ParameterizedTest
    @CsvSource({"0, U+0000", "9, U+0009", "10, U+000A", "13, U+000D", "27, U+001B", "127, U+007F", "8232, U+2028"})
    void name_controlCharacter_isRefusedByItsCode(int code, String shown) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lock("a" + (char) code))
                .withMessageContaining("the character " + shown + " at index 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a", "a/", "a//b"})
    void name_emptySegment_isRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lock(name))
                .withMessage("lock name \"" + name + "\" has an empty segment; write segments joined by single slashes,"
                        + " with none at either end");
    }

    @ParameterizedTest
    @CsvSource({"., .", ".., ..", "a/., .", "../a, ..", "a/../b, .."})
    void name_segmentOfDots_isRefused(String name, String segment) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lock(name))
                .withMessage("lock name \"" + name + "\" has the segment " + segment + "; give every segment a name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_c_",
                "_c_anything",
                "lock-0000000042",
                "lock-000000042",
                "lock--000000042",
                "lock--2147483648",
                "my-lock-0000000042",
                "lease-0000000042",
                "_c_1b2-lock-0000000042",
                "__lock__0000000042",
                "__rlock__0000000042",
                "x__WRIT__0000000042",
                "x__READ__0000000042",
                "x-12ab-0000000042",
            })
    void name_segmentLikeAContender_isRefused(String segment) {
        Stream.of(segment, "a/" + segment, segment + "/b")
                .forEach(name -> assertThatIllegalArgumentException()
                        .as(name)
                        .isThrownBy(() -> lock(name))
                        .withMessageContaining(
                                "\"" + name + "\" has the segment \"" + segment + "\", which reads as a place"));
    }

    @Test
    void name_length_isFrom1To255() {
        assertThat(lock("a".repeat(255)).name()).hasSize(255);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lock(""))
                .withMessage("lock name must have 1 to 255 characters, had 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lock("a".repeat(256)))
                .withMessage("lock name must have 1 to 255 characters, had 256");
    }

    /** A name that is made to take long to refuse. */
    @Test
    void name_ofTheLongestSegments_isDecidedAtOnce() {
        assertThat(lock("x-" + "a-".repeat(126)).name()).hasSize(254);
        assertThat(lock("lock-".repeat(51)).name()).hasSize(255);
    }

    @Test
    void name_null_isRefused() {
        assertThatNullPointerException().isThrownBy(() -> lock(null)).withMessage("lock name");
        assertThatNullPointerException()
                .isThrownBy(() -> new Resource(null, "a"))
                .withMessage("kind");
    }

    @Test
    void message_namesTheKind() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Resource(ResourceKind.SEMAPHORE, ""))
                .withMessageStartingWith("semaphore name must");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Resource(ResourceKind.EVENT, "!"))
                .withMessageStartingWith("event name has the character '!'");
    }

    @Test
    void kinds_ofOneName_areDifferentResources() {
        assertThat(lock("a"))
                .isNotEqualTo(new Resource(ResourceKind.SEMAPHORE, "a"))
                .hasToString("lock \"a\"");
    }

    @Test
    void order_isByKindThenName() {
        Resource lockB = lock("b");
        Resource semaphoreA = new Resource(ResourceKind.SEMAPHORE, "a");
        Resource eventA = new Resource(ResourceKind.EVENT, "a");

        assertThat(Stream.of(eventA, semaphoreA, lockB, lock("a")).sorted())
                .containsExactly(lock("a"), lockB, semaphoreA, eventA);
    }
}
