package io.signalbox.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionTest {

    private static final Option<Duration> PAUSE =
            Option.duration("some-pause", Duration.ofSeconds(3), Duration.ofMillis(1), Duration.ofDays(1), "a pause");
    private static final Option<Integer> COUNT = Option.integer("zoo.count", 3, 1, 10, "a count");
    private static final Option<String> WORD = Option.text("word", "none", 5, "a word");

    // ------------------------------------------------------------------ durations

    @ParameterizedTest
    @CsvSource({
        "7ns, PT0.000000007S",
        "7us, PT0.000007S",
        "7ms, PT0.007S",
        "7s, PT7S",
        "7m, PT7M",
        "7h, PT7H",
        "7d, PT168H",
        "0s, PT0S",
        "007s, PT7S",
        "500 ms, PT0.5S",
        "1.5m, PT1M30S",
        "0.25h, PT15M",
        "0.000000001s, PT0.000000001S",
        "999999999999d, PT23999999999976H",
        "PT2S, PT2S",
        "PT0.5S, PT0.5S",
        "P1DT2H, PT26H",
        "PT1M-30S, PT30S",
    })
    void parseDuration_eachForm_isRead(String text, Duration expected) {
        assertThat(Option.parseDuration(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "s",
                "5 sec",
                "5S",
                "-1s",
                "+1s",
                "1,5s",
                ".5s",
                "5.s",
                "1.5.5s",
                "1e3s",
                "5  s",
                "5\ts",
                "0x5s",
                "9999999999999999999d",
                "12345678901234567890s",
                "1.1234567890s",
                "PT-2S",
                "-PT2S",
                "PT",
                "P1Y",
                "PT9999999999999999999H",
                "٣s",
                "5s "
            })
    void parseDuration_notADuration_isRefusedWithTheForms(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Option.parseDuration(text))
                .withMessage("\"" + text + "\" is no duration; write 500ms, 2s, 1.5m or PT2S");
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0s",
        "PT0.000000001S, 1ns",
        "PT0.000001S, 1us",
        "PT0.0015S, 1500us",
        "PT0.5S, 500ms",
        "PT2S, 2s",
        "PT90S, 90s",
        "PT120S, 2m",
        "PT24H, 1d",
        "PT25H, 25h",
    })
    void format_isTheLargestUnitWithoutAFraction(Duration duration, String text) {
        assertThat(Option.format(duration)).isEqualTo(text);
    }

    @Test
    void format_beyondNanoseconds_isIso() {
        Duration millennium = Duration.ofDays(365_250);

        assertThat(Option.format(millennium)).isEqualTo("PT8766000H");
        assertThat(Option.parseDuration(Option.format(millennium))).isEqualTo(millennium);
        assertThat(Option.format(Duration.ofSeconds(-2))).isEqualTo("PT-2S");
    }

    @Test
    void format_thenParse_isTheSame() {
        Random random = new Random(42);
        for (int i = 0; i < 10_000; i++) {
            long nanos = random.nextLong() >>> (1 + random.nextInt(63));
            long unit = new long[] {1, 1_000, 1_000_000, 1_000_000_000, 60_000_000_000L}[random.nextInt(5)];
            Duration duration = Duration.ofNanos(nanos / unit * unit);

            assertThat(Option.parseDuration(Option.format(duration))).isEqualTo(duration);
        }
    }

    // ------------------------------------------------------------------ options

    @ParameterizedTest
    @CsvSource({"1ms, PT0.001S", "1d, PT24H", "'  2s ', PT2S"})
    void durationOption_inRange_isTheValue(String text, Duration expected) {
        assertThat(PAUSE.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "999us", "25h", "soon", "", "999999999999d", "PT99999999999999H"})
    void durationOption_outOfRangeOrNone_isRefusedWithTheRange(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PAUSE.parse(text))
                .withMessage("must be a duration from 1ms to 1d, such as 500ms, 2s or PT2S");
    }

    @Test
    void integerOption_atTheEnds_isTheValue() {
        assertThat(COUNT.parse("1")).isEqualTo(1);
        assertThat(COUNT.parse(" 10 ")).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "11", "-3", "2.0", "two", "", "99999999999"})
    void integerOption_outOfRangeOrNone_isRefusedWithTheRange(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> COUNT.parse(text))
                .withMessage("must be a whole number from 1 to 10");
    }

    @Test
    void textOption_upToItsLength_isTheValue() {
        assertThat(WORD.parse("")).isEmpty();
        assertThat(WORD.parse("a c é")).isEqualTo("a c é");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sixsix", "a\nb", "a\u0007b", "a\u0085b"})
    void textOption_tooLongOrWithAControlCharacter_isRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WORD.parse(text))
                .withMessage("must be at most 5 characters, none of them a control character");
    }

    @Test
    void ownOption_parserFails_isRefusedWithItsForm() {
        Option<Integer> even = Option.of("even", 2, "an even number", "an even number", text -> {
            if (Math.floorMod(Integer.parseInt(text), 2) != 0) {
                throw new ArithmeticException("odd");
            }
            return Integer.valueOf(text);
        });

        assertThat(even.parse("4")).isEqualTo(4);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> even.parse("5"))
                .withMessage("must be an even number")
                .withCauseInstanceOf(ArithmeticException.class);
    }

    @Test
    void option_hasOneNameInEveryPlace() {
        assertThat(PAUSE.name()).isEqualTo("some-pause");
        assertThat(PAUSE.propertyName()).isEqualTo("signalbox.some-pause");
        assertThat(PAUSE.environmentName()).isEqualTo("SIGNALBOX_SOME_PAUSE");
        assertThat(COUNT.environmentName()).isEqualTo("SIGNALBOX_ZOO_COUNT");
        assertThat(PAUSE).hasToString("some-pause");
        assertThat(PAUSE.help()).isEqualTo("a pause");
        assertThat(PAUSE.defaultValue()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void commonOptions_haveDefaultsOfTheirOwnForm() {
        assertThat(CommonOptions.ALL).allSatisfy(option -> {
            assertThat(option.help()).isNotBlank();
            Object value = option.defaultValue();
            String text = value instanceof Duration duration ? Option.format(duration) : value.toString();
            assertThat((Object) option.parse(text)).isEqualTo(value);
        });
        assertThat(CommonOptions.ALL.stream().map(Option::environmentName)).doesNotHaveDuplicates();
    }

    // ------------------------------------------------------------------ StoreConfig

    @Test
    void storeConfig_get_isTheValueOrTheDefault() {
        Participant self = new Participant("host", 7, "me");
        StoreConfig config = new StoreConfig("//address", Map.of("zoo.count", 5), self);

        assertThat(config.get(COUNT)).isEqualTo(5);
        assertThat(config.get(WORD)).isEqualTo("none");
        assertThat(config.self()).isEqualTo(self);
        assertThat(config).hasToString("StoreConfig[//address]");
    }
}
