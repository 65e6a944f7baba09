package io.signalbox.cli;

import io.signalbox.ResourceKind;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code --name}, as all demos have it. */
final class DemoNameOption {

    private final Argument<String> name = Argument.option(
            String.class,
            "--name",
            "NAME",
            "What the demo uses in the store; by default a name that no other demo has.");

    void addTo(CommandSpec command) {
        name.addTo(command);
    }

    @Nullable String checked(CommandSpec command, ResourceKind kind) {
        String given = name.orNull();
        if (given != null) {
            Check.name(command, kind, given);
        }
        return given;
    }
}
