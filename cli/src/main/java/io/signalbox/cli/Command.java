package io.signalbox.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** One of our commands: what it is called and takes, and what it does, with an exit code for an answer. */
interface Command extends Callable<Integer> {

    /** The same each time. */
    CommandSpec spec();

    /** What it is called. */
    static CommandSpec describe(Command command, String name, String... description) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(command).name(name);
        spec.usageMessage().description(description);
        return spec;
    }

    /** A command that only has others below it. */
    static CommandSpec group(String name, String... description) {
        CommandSpec spec = CommandSpec.create().name(name);
        spec.usageMessage().description(description);
        return spec;
    }
}
