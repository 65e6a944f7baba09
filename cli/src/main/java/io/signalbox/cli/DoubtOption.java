package io.signalbox.cli;

import picocli.CommandLine.Model.CommandSpec;

/** What becomes of a command in doubt. */
final class DoubtOption {

    private final Argument<InDoubt> inDoubt = Argument.optionOr(
            InDoubt.GO_ON.toString(),
            InDoubt.class,
            "--in-doubt",
            "WHAT",
            "What becomes of the command while the store does not answer and nobody else can hold yet:"
                    + " ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}. It is ended in any case before somebody"
                    + " else can hold.");

    void addTo(CommandSpec command) {
        inDoubt.addTo(command);
    }

    InDoubt choice() {
        return inDoubt.value();
    }
}
