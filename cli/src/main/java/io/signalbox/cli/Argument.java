package io.signalbox.cli;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ScopeType;

/**
 * An option or a parameter of a command, and what was given for it.
 *
 * @param <T> what it is turned into
 */
final class Argument<T> {

    /*
     * Picocli also finds them by annotations. To read these by reflection takes a fifth of what a short command takes in
     * all, because each kind of annotation becomes a class that no archive of classes can hold.
     */

    private final ArgSpec spec;

    private Argument(ArgSpec spec) {
        this.spec = spec;
    }

    /** Given or not. */
    static Argument<Boolean> flag(String description, String... names) {
        return new Argument<>(OptionSpec.builder(names)
                .type(boolean.class)
                .description(description)
                .initialValue(false)
                .build());
    }

    /** As often as it is given. */
    static Argument<boolean[]> flags(String description, String... names) {
        return new Argument<>(OptionSpec.builder(names)
                .type(boolean[].class)
                .arity("0")
                .description(description)
                .initialValue(new boolean[0])
                .build());
    }

    /** May be missing. */
    static <T> Argument<T> option(Class<T> type, String name, String label, String description) {
        return new Argument<>(OptionSpec.builder(name)
                .type(type)
                .paramLabel(label)
                .description(description)
                .build());
    }

    /** May be missing, and is something all the same. */
    static <T> Argument<T> optionOr(String otherwise, Class<T> type, String name, String label, String description) {
        return new Argument<>(OptionSpec.builder(name)
                .type(type)
                .paramLabel(label)
                .description(description)
                .defaultValue(otherwise)
                .build());
    }

    /** The one in this place. */
    static <T> Argument<T> parameter(int index, Class<T> type, String label, String description) {
        return new Argument<>(PositionalParamSpec.builder()
                .index(Integer.toString(index))
                .arity("1")
                .required(true)
                .type(type)
                .paramLabel(label)
                .description(description)
                .build());
    }

    /** The only one, and empty if it is missing. */
    static Argument<String> onlyParameter(String label, String description) {
        return new Argument<>(PositionalParamSpec.builder()
                .index("0")
                .arity("0..1")
                .type(String.class)
                .paramLabel(label)
                .description(description)
                .initialValue("")
                .build());
    }

    /** Those from this place on, so many at least. */
    static Argument<List<String>> rest(int index, int least, String label, String description) {
        return new Argument<>(PositionalParamSpec.builder()
                .index(index + "..*")
                .arity(least + "..*")
                .required(least > 0)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel(label)
                .description(description)
                .initialValue(List.of())
                .build());
    }

    /** The same option, and one of all commands below. */
    Argument<T> inherited() {
        return changed(option -> option.scopeType(ScopeType.INHERIT));
    }

    /** The same option, which may not be missing. */
    Argument<T> required() {
        return changed(option -> option.required(true));
    }

    /** The same option, for those who know of it. */
    Argument<T> hidden() {
        return changed(option -> option.hidden(true));
    }

    private Argument<T> changed(UnaryOperator<OptionSpec.Builder> change) {
        return new Argument<>(change.apply(((OptionSpec) spec).toBuilder()).build());
    }

    void addTo(CommandSpec command) {
        command.add(spec);
    }

    /** What was given, or what it is otherwise. */
    T value() {
        return Objects.requireNonNull(orNull());
    }

    /** Null if it was not given, and is nothing otherwise. */
    @Nullable T orNull() {
        return spec.getValue();
    }
}
