package io.signalbox.spi;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One named setting. It is at once a property {@code signalbox.<name>}, an environment variable
 * {@code SIGNALBOX_<NAME>} (dots and hyphens become underscores) and a URL parameter {@code <name>}. Immutable.
 *
 * @param <T> the type of its value
 */
public final class Option<T> {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,19}(?:\\.\\d{1,9})?) ?(ns|us|ms|s|m|h|d)");

    private final String name;
    private final String propertyName;
    private final String environmentName;
    private final T defaultValue;
    private final String help;
    private final String form;
    private final Function<String, T> parser;
    private final boolean secret;

    private Option(String name, T defaultValue, String help, String form, Function<String, T> parser) {
        this(name, defaultValue, help, form, parser, false);
    }

    private Option(String name, T defaultValue, String help, String form, Function<String, T> parser, boolean secret) {
        this.secret = secret;
        this.name = Objects.requireNonNull(name, "name");
        this.propertyName = "signalbox." + name;
        this.environmentName =
                propertyName.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
        this.defaultValue = Objects.requireNonNull(defaultValue, "defaultValue");
        this.help = Objects.requireNonNull(help, "help");
        this.form = form;
        this.parser = parser;
    }

    /**
     * An option whose value is a length of time: {@code 500ms}, {@code 2s}, {@code 1.5m}, or ISO-8601 {@code PT2S}.
     *
     * @param name lower-case, words joined by hyphens
     * @param defaultValue if nothing is configured
     * @param min the shortest allowed
     * @param max the longest allowed
     * @param help what it does, one line
     * @return the option
     */
    public static Option<Duration> duration(
            String name, Duration defaultValue, Duration min, Duration max, String help) {
        String form = "a duration from " + format(min) + " to " + format(max) + ", such as 500ms, 2s or PT2S";
        return new Option<>(name, defaultValue, help, form, text -> {
            Duration value = parseDuration(text);
            if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
                throw new IllegalArgumentException("out of range");
            }
            return value;
        });
    }

    /**
     * An option whose value is a whole number.
     *
     * @param name lower-case, words joined by hyphens
     * @param defaultValue if nothing is configured
     * @param min the smallest allowed
     * @param max the largest allowed
     * @param help what it does, one line
     * @return the option
     */
    public static Option<Integer> integer(String name, int defaultValue, int min, int max, String help) {
        return new Option<>(name, defaultValue, help, "a whole number from " + min + " to " + max, text -> {
            int value = Integer.parseInt(text);
            if (value < min || value > max) {
                throw new IllegalArgumentException("out of range");
            }
            return value;
        });
    }

    /**
     * An option whose value is free text without control characters.
     *
     * @param name lower-case, words joined by hyphens
     * @param defaultValue if nothing is configured
     * @param maxLength the most characters allowed
     * @param help what it does, one line
     * @return the option
     */
    public static Option<String> text(String name, String defaultValue, int maxLength, String help) {
        String form = "at most " + maxLength + " characters, none of them a control character";
        return new Option<>(name, defaultValue, help, form, text -> {
            if (text.length() > maxLength || text.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("not such a text");
            }
            return text;
        });
    }

    /**
     * An option whose value is a secret. It is taken from the environment, the properties file and code, and refused in a
     * URL and as a system property, which others can see; no message and no list of settings shows it.
     *
     * @param name lower-case, words joined by hyphens
     * @param help what it does, one line
     * @return the option; without a value it is {@link Secret#NONE}
     */
    public static Option<Secret> secret(String name, String help) {
        String form = "at most 1000 characters, none of them a control character";
        return new Option<>(
                name,
                Secret.NONE,
                help,
                form,
                text -> {
                    if (text.length() > 1000 || text.chars().anyMatch(Character::isISOControl)) {
                        throw new IllegalArgumentException("not such a text");
                    }
                    return Secret.of(text);
                },
                true);
    }

    /**
     * An option whose value is one of a few words.
     *
     * @param name lower-case, words joined by hyphens
     * @param words what is allowed; the first is the default
     * @param help what it does, one line
     * @return the option
     */
    public static Option<String> word(String name, List<String> words, String help) {
        List<String> known = List.copyOf(words);
        return new Option<>(name, known.get(0), help, "one of " + String.join(", ", known), text -> {
            if (!known.contains(text)) {
                throw new IllegalArgumentException("not such a word");
            }
            return text;
        });
    }

    /**
     * An option with a form of its own.
     *
     * @param <T> the type of its value
     * @param name lower-case, words joined by hyphens
     * @param defaultValue if nothing is configured
     * @param help what it does, one line
     * @param form what is allowed, to follow "must be"
     * @param parser makes the value, or throws {@link IllegalArgumentException}
     * @return the option
     */
    public static <T> Option<T> of(String name, T defaultValue, String help, String form, Function<String, T> parser) {
        return new Option<>(name, defaultValue, help, form, parser);
    }

    /**
     * The name, as it stands in a URL.
     *
     * @return lower-case, words joined by hyphens
     */
    public String name() {
        return name;
    }

    /**
     * The name of the Java system property, and of the key in {@code signalbox.properties}.
     *
     * @return {@code signalbox.<name>}
     */
    public String propertyName() {
        return propertyName;
    }

    /**
     * The name of the environment variable.
     *
     * @return {@code SIGNALBOX_<NAME>}
     */
    public String environmentName() {
        return environmentName;
    }

    /**
     * The value if nothing is configured.
     *
     * @return the default
     */
    public T defaultValue() {
        return defaultValue;
    }

    /**
     * What it does.
     *
     * @return one line
     */
    public String help() {
        return help;
    }

    /**
     * What values are allowed.
     *
     * @return one phrase
     */
    public String form() {
        return form;
    }

    /**
     * Whether its value is nobody's business.
     *
     * @return true for what {@link #secret} has made
     */
    public boolean isSecret() {
        return secret;
    }

    /**
     * Makes a value of its text.
     *
     * @param text the text
     * @return the value
     * @throws IllegalArgumentException if the text is not of the {@linkplain #form() form}; the message does not
     *     repeat it
     */
    public T parse(String text) {
        try {
            return parser.apply(text.strip());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException("must be " + form, e);
        }
    }

    @Override
    public String toString() {
        return name;
    }

    /**
     * Reads a length of time as options do.
     *
     * @param text {@code 500ms}, {@code 2s}, {@code 1.5m}, {@code PT2S}
     * @return the duration, not negative
     * @throws IllegalArgumentException if it is none
     */
    public static Duration parseDuration(String text) {
        try {
            Matcher m = DURATION.matcher(text);
            if (m.matches()) {
                long unit = unitNanos(m.group(2));
                BigDecimal nanos = new BigDecimal(m.group(1)).multiply(BigDecimal.valueOf(unit));
                var parts = nanos.toBigInteger().divideAndRemainder(java.math.BigInteger.valueOf(1_000_000_000L));
                return Duration.ofSeconds(parts[0].longValueExact(), parts[1].longValueExact());
            }
            Duration iso = Duration.parse(text);
            if (!iso.isNegative()) {
                return iso;
            }
        } catch (DateTimeParseException | ArithmeticException e) {
            throw new IllegalArgumentException(notADuration(text), e);
        }
        throw new IllegalArgumentException(notADuration(text));
    }

    private static String notADuration(String text) {
        return "\"" + text + "\" is no duration; write 500ms, 2s, 1.5m or PT2S";
    }

    private static long unitNanos(String unit) {
        return switch (unit) {
            case "ns" -> 1L;
            case "us" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> 86_400_000_000_000L;
        };
    }

    private static final List<String> UNITS = List.of("d", "h", "m", "s", "ms", "us");

    /**
     * Writes a length of time as {@link #parseDuration} reads it, in the largest unit that leaves no fraction.
     *
     * @param duration the duration
     * @return such as {@code 500ms}
     */
    public static String format(Duration duration) {
        if (duration.compareTo(Duration.ofNanos(Long.MAX_VALUE)) > 0 || duration.isNegative()) {
            return duration.toString();
        }
        long nanos = duration.toNanos();
        for (String unit : UNITS) {
            if (nanos >= unitNanos(unit) && nanos % unitNanos(unit) == 0) {
                return nanos / unitNanos(unit) + unit;
            }
        }
        return nanos == 0 ? "0s" : nanos + "ns";
    }
}
