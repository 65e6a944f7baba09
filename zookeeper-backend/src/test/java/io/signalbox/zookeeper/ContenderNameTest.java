package io.signalbox.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.ResourceKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContenderNameTest {

    private static final String UUID = "0b8a7f6e-1d2c-4b3a-9f8e-7d6c5b4a3f2e";

    /** What the name of a new contender of ours begins with. */
    private static String begin(ResourceKind kind, int permits, int outOf) {
        return ContenderName.nodeAt(ContenderName.pathIn("/locks/a", kind, permits, outOf));
    }

    @ParameterizedTest
    @CsvSource({
        "_c_" + UUID + "-lock-0000000007, 7",
        "_c_" + UUID + "-lock-2147483647, 2147483647",
        "_c_" + UUID + "-lock--2147483648, -2147483648",
        "_c_" + UUID + "-lock--000000020, -20",
        "_c_0b8a7f6e1d2c4b3a9f8e7d6c5b4a3f2e-lock-0000000007, 7",
        "lock-0000000007, 7",
        "0b8a7f6e1d2c4b3a9f8e7d6c5b4a3f2e__lock__0000000007, 7",
        "0b8a7f6e1d2c4b3a9f8e7d6c5b4a3f2e__rlock__-000000001, -1",
        "_c_" + UUID + "-__WRIT__0000000007, 7",
        "_c_" + UUID + "-__READ__0000000007, 7",
        "x-72057594037927936-0000000007, 7",
        "x-00000100000a1b2c-0000000007, 7"
    })
    void parse_contenderForALock_tellsNumber(String name, int sequence) {
        ContenderName parsed = ContenderName.parse(ResourceKind.LOCK, name);
        assertThat(parsed).isEqualTo(new ContenderName(sequence, 1, 0, name, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "config",
                "lock-",
                "lock-7",
                "lock-99999999999",
                "lock-9999999999",
                "lock-000000000a",
                "lock-0000000007 ",
                "door-0000000007",
                "x-0000000007",
                "_c_" + UUID + "-3-lease-0000000007"
            })
    void parse_otherChildOfALock_isNoContender(String name) {
        assertThat(ContenderName.parse(ResourceKind.LOCK, name)).isNull();
    }

    @Test
    void pathIn_aDirectory_isKnownForOurs() {
        String name = begin(ResourceKind.LOCK, 1, 0) + "0000000007";
        ContenderName parsed = ContenderName.parse(ResourceKind.LOCK, name);
        assertThat(parsed).isEqualTo(new ContenderName(7, 1, 0, name, 0));
        assertThat(parsed.saysThatItHeld()).isTrue();
        assertThat(java.util.UUID.fromString(name.substring(3, 39)))
                .returns(8, java.util.UUID::version)
                .returns(2, java.util.UUID::variant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_c_" + UUID + "-lock-0000000007",
                "_c_0b8a7f6e1d2c4b3a8f8e7d6c5b4a3f2e-lock-0000000007",
                "_c_0b8a7f6e-1d2c-8b3a-9f8e-7d6c5b4a3f2e-__WRIT__0000000007",
                "0b8a7f6e-1d2c-8b3a-9f8e-7d6c5b4a3f2e-lock-0000000007",
                "0b8a7f6e1d2c4b3a9f8e7d6c5b4a3f2e__lock__0000000007",
                "lock-0000000007"
            })
    void name_ofAnotherLibrary_isNotTakenForOurs(String name) {
        ContenderName parsed = ContenderName.parse(ResourceKind.LOCK, name);
        assertThat(parsed).isNotNull();
        assertThat(parsed.saysThatItHeld()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "_c_" + UUID + "-1-lease-0000000007, 1, 0, 7",
        "_c_" + UUID + "-2147483647-lease-0000000007, 2147483647, 0, 7",
        "_c_" + UUID + "-1-of-1-lease-0000000007, 1, 1, 7",
        "_c_" + UUID + "-12-of-2147483647-lease--000000001, 12, 2147483647, -1",
        "_c_" + UUID + "-12-lease--000000001, 12, 0, -1"
    })
    void parse_contenderForASemaphore_tellsPermitsAndNumber(String name, int permits, int outOf, int sequence) {
        ContenderName parsed = ContenderName.parse(ResourceKind.SEMAPHORE, name);
        assertThat(parsed).isEqualTo(new ContenderName(sequence, permits, outOf, name, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "_c_" + UUID + "-lock-0000000007",
                "_c_" + UUID + "-lease-0000000007",
                "_c_" + UUID + "-9999999999-lease-0000000007",
                "_c_" + UUID + "--1-lease-0000000007",
                "_c_" + UUID + "-of-2-lease-0000000007",
                "_c_" + UUID + "-1-of-2-0000000007",
                "_c_" + UUID + "-1-of-lease-0000000007",
                "_c_" + UUID + "-1-of-9999999999-lease-0000000007",
                "_c_" + UUID + "-00000000001-lease-0000000007",
                "_c_" + UUID + "-1-lease-00000000007",
                "_c_" + UUID + "-1-lease-00000007",
                "_c_" + UUID + "-1-lease--",
                "_c_" + UUID + "-1-lease-",
                "_c_" + UUID + "-1-",
                "_c_" + UUID + "-",
                "_c_" + UUID,
                "1-lease-0000000007"
            })
    void parse_otherChildOfASemaphore_isNoContender(String name) {
        assertThat(ContenderName.parse(ResourceKind.SEMAPHORE, name)).isNull();
    }

    /** A semaphore's names as a pattern has them, against names that are almost right. */
    @RepeatedTest(50)
    void parse_namesAlmostRight_isAsThePatternSays(RepetitionInfo seed) {
        Pattern pattern = Pattern.compile("_c_[0-9a-f-]{36}-(\\d{1,10})-(?:of-(\\d{1,10})-)?lease-(-?\\d{9,10})");
        Random random = new Random(seed.getCurrentRepetition());
        String[] parts = {"-", "_c_", UUID, "-", "1", "-of-", "10", "-lease-", "000000007", "0", "2147483647", "x", "٣"
        };
        int matched = 0;
        for (int i = 0; i < 1_000; i++) {
            StringBuilder name = new StringBuilder(begin(ResourceKind.SEMAPHORE, 3, random.nextInt(2) * 4));
            name.append(random.nextBoolean() ? "0000000007" : "-000000007");
            for (int changes = random.nextInt(3); changes > 0; changes--) {
                int at = name.length() - random.nextInt(Math.min(30, name.length()));
                name.replace(at, Math.min(name.length(), at + random.nextInt(3)), parts[random.nextInt(parts.length)]);
            }
            Matcher m = pattern.matcher(name);
            boolean matches = m.matches()
                    && Stream.of(m.group(1), m.group(2), m.group(3))
                            .allMatch(
                                    number -> number == null || (int) Long.parseLong(number) == Long.parseLong(number));
            ContenderName parsed = ContenderName.parse(ResourceKind.SEMAPHORE, name.toString());
            assertThat(parsed != null).as(name.toString()).isEqualTo(matches);
            matched += matches ? 1 : 0;
        }
        assertThat(matched).isBetween(100, 900); // both are tried
    }

    @Test
    void pathIn_withANumberAppended_isParsed() {
        String lock = begin(ResourceKind.LOCK, 1, 0) + "0000000003";
        String semaphore = begin(ResourceKind.SEMAPHORE, 5, 0) + "0000000003";
        assertThat(ContenderName.parse(ResourceKind.LOCK, lock)).isEqualTo(new ContenderName(3, 1, 0, lock, 0));
        String some = begin(ResourceKind.SEMAPHORE, 5, 7) + "0000000003";
        assertThat(ContenderName.parse(ResourceKind.SEMAPHORE, semaphore))
                .isEqualTo(new ContenderName(3, 5, 0, semaphore, 0));
        assertThat(ContenderName.parse(ResourceKind.SEMAPHORE, some)).isEqualTo(new ContenderName(3, 5, 7, some, 0));
    }

    private static ContenderName name(Random random, int sequence, long birth) {
        String name = String.format(Locale.ROOT, "%016x-lock-%010d", random.nextLong(), sequence);
        return new ContenderName(sequence, 1, 0, name, birth);
    }

    /** As servers before 3.6 number, and all of them below the largest number. */
    @RepeatedTest(200)
    void order_numbersThatWrap_isTheOrderOfCreation(RepetitionInfo seed) {
        Random random = new Random(seed.getCurrentRepetition());
        int[] starts = {0, 1_000_000, Integer.MAX_VALUE - 10, Integer.MIN_VALUE, -10};
        int sequence = starts[random.nextInt(starts.length)];
        long birth = 1L + random.nextInt(1000);
        List<ContenderName> created = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            created.add(name(random, sequence++, birth));
            birth += 1 + random.nextInt(5);
        }
        assertSortedAs(created, random);
    }

    /** As servers since 3.6 number at the end: the same again and again, or a few beyond while creates are under way. */
    @RepeatedTest(200)
    void order_numbersThatStay_isTheOrderOfCreation(RepetitionInfo seed) {
        Random random = new Random(seed.getCurrentRepetition());
        int sequence = Integer.MAX_VALUE - random.nextInt(5);
        long birth = 1L + random.nextInt(1000);
        List<ContenderName> created = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            created.add(name(random, sequence, birth));
            birth += 1 + random.nextInt(5);
            boolean beyond = sequence < 0 || sequence == Integer.MAX_VALUE;
            sequence = beyond && random.nextBoolean() ? Integer.MAX_VALUE : sequence + 1;
        }
        assertSortedAs(created, random);
    }

    private static void assertSortedAs(List<ContenderName> created, Random random) {
        List<ContenderName> shuffled = new ArrayList<>(created);
        Collections.shuffle(shuffled, random);
        Collections.sort(shuffled);
        assertThat(shuffled).isEqualTo(created);
    }

    @Test
    void order_birthUnknownWhereNumbersEnd_standsBeforeItsLikeAndBehindTheNumbered() {
        Random random = new Random(1);
        ContenderName numbered = name(random, Integer.MAX_VALUE - 1, 0);
        ContenderName unknown = name(random, Integer.MIN_VALUE, 0);
        ContenderName known = name(random, Integer.MAX_VALUE, 5);
        assertThat(List.of(numbered, unknown, known)).isSorted();
        assertThat(numbered.isPlaced()).isTrue();
        assertThat(unknown.isPlaced()).isFalse();
        assertThat(unknown.bornIn(9).isPlaced()).isTrue();
    }
}
