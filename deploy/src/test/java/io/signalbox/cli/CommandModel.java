package io.signalbox.cli;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ParameterException;

/** What the command's own parser says to a command line. It lives in its package, since the command exports nothing. */
public final class CommandModel {

    private CommandModel() {}

    /**
     * Parses, and runs nothing.
     *
     * @param arguments what stands behind {@code signalbox}
     * @return why it is refused; empty if it is not
     */
    public static Optional<String> refusal(List<String> arguments) {
        try {
            Main.describedTree().parseArgs(arguments.toArray(String[]::new));
            return Optional.empty();
        } catch (ParameterException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
