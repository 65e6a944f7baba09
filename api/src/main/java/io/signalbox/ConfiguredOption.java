package io.signalbox;

import io.signalbox.spi.Option;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One setting as it is in force, for people to look at.
 *
 * @param name as in a URL: {@code session-timeout}; or {@code url}
 * @param value its text; {@code (hidden)} in place of a secret
 * @param origin where it came from: {@code code}, {@code URL}, {@code default}, or a property, variable or file by name
 * @param help what it does, one line
 */
public record ConfiguredOption(String name, String value, String origin, String help) {

    private static final String HIDDEN = "(hidden)";
    private static final Pattern SECRET =
            Pattern.compile(".*(password|passwd|secret|credential|digest|auth|token).*(?<!-file)");

    /**
     * Checks that nothing is missing.
     *
     * @param name as in a URL: {@code session-timeout}; or {@code url}
     * @param value its text; {@code (hidden)} in place of a secret
     * @param origin where it came from: {@code code}, {@code URL}, {@code default}, or a property, variable or file by name
     * @param help what it does, one line
     */
    public ConfiguredOption {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(help, "help");
    }

    /** With the value that was found there, or without both. */
    static ConfiguredOption of(Option<?> option, @Nullable Object found, @Nullable String origin) {
        Object value = found == null ? option.defaultValue() : found;
        return new ConfiguredOption(
                option.name(), show(option, value), origin == null ? "default" : origin, option.help());
    }

    /** An option that is no secret by its kind may still be one by its name. An empty value hides nothing. */
    private static String show(Option<?> option, Object value) {
        String text = value instanceof Duration duration ? Option.format(duration) : value.toString();
        boolean secret = option.isSecret()
                || SECRET.matcher(option.name().toLowerCase(Locale.ROOT)).matches();
        return secret && !text.isEmpty() ? HIDDEN : text;
    }
}
