package io.signalbox.cli;

import io.signalbox.ResourceKind;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code --name}, as all demos have it. */
final class DemoNameOption {

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What the demo uses in the store; by default a name that no other demo has.")
    private @Nullable String name;

    @Nullable String checked(CommandSpec command, ResourceKind kind) {
        if (name != null) {
            Check.name(command, kind, name);
        }
        return name;
    }
}
