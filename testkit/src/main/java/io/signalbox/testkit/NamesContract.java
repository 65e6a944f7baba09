package io.signalbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.DistributedLock;
import io.signalbox.Lease;
import io.signalbox.Resource;
import io.signalbox.ResourceView;
import io.signalbox.Signalbox;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names are allowed: the same for every backend (A6). */
public abstract class NamesContract extends ContractSuite {

    /** For subclasses. */
    protected NamesContract() {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "with space | U+0020",
                "a:b        | ':'",
                "a\\b       | '\\'",
                "tür        | U+00FC",
                "a*         | '*'",
                "a@b        | '@'",
                "a%20b      | '%'",
                "a?b        | '?'",
                "a=b        | '='",
            })
    @Clause("A6")
    void name_withACharacterNotAllowed_isRefusedAndTheCharacterNamed(String name, String character) {
        Signalbox box = open();
        for (Crew.Task call : calls(box, name)) {
            assertThatThrownBy(call::run)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(character);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\tb", "a\nb", "a\u0000b", "\u00a0", "\ud83d\ude80"})
    @Clause("A6")
    void name_withAnInvisibleCharacter_isRefusedAndItsCodeNamed(String name) {
        Signalbox box = open();
        for (Crew.Task call : calls(box, name)) {
            assertThatThrownBy(call::run)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("U+");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a",
                "a/",
                "a//b",
                "/",
                ".",
                "..",
                "a/./b",
                "a/../b",
                "..//",
                "_c_abc",
                "a/_c_8b2f-lock-0000000001",
                "x/lock-0000000042",
                "lease-0000000042"
            })
    @Clause("A6")
    void name_withABadSegment_isRefused(String name) {
        Signalbox box = open();
        for (Crew.Task call : calls(box, name)) {
            assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 256, 1000})
    @Clause("A6")
    void name_emptyOrTooLong_isRefusedAndItsLengthNamed(int length) {
        Signalbox box = open();
        String name = "x".repeat(length);
        for (Crew.Task call : calls(box, name).subList(0, 3)) {
            assertThatThrownBy(call::run)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(Integer.toString(length));
        }
    }

    /** All that is allowed works, in every primitive, and is listed under the name it was given. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "A",
                "0",
                "-",
                "_",
                "...",
                "a.b",
                "orders/42",
                "a/b/c/d/e",
                "locks",
                "events",
                "semaphores/sessions",
                "size",
                "a/size",
                "lock-1",
                "zookeeper",
                "c_",
                "x-1",
                "255"
            })
    @Clause("A6")
    void name_allowed_works(String word) {
        String name = word.equals("255") ? "x".repeat(127) + "/" + "y".repeat(127) : word;
        Signalbox box = open();
        DistributedLock lock = box.lock(name);
        assertThat(lock.name()).isEqualTo(name);
        try (Lease lease = take(lock)) {
            assertThat(open().lock(name).tryAcquire()).isEmpty();
            try (Lease permit = take(box.semaphore(name, 2), 1)) {
                box.event(name).set();
                assertThat(box.event(name).isSet()).isTrue();
                List<Resource> listed =
                        box.list(name).stream().map(ResourceView::resource).toList();
                assertThat(listed)
                        .contains(lease.resource(), permit.resource())
                        .hasSize(3)
                        .allMatch(resource -> resource.name().equals(name));
            }
        }
        awaitEmptyLine(lock::inspect);
    }

    private static List<Crew.Task> calls(Signalbox box, String name) {
        return List.of(() -> box.lock(name), () -> box.semaphore(name, 1), () -> box.event(name), () -> box.list(name));
    }
}
