package io.signalbox.cli;

import picocli.CommandLine.Option;

/** What becomes of a command in doubt. */
final class DoubtOption {

    @Option(
            names = "--in-doubt",
            paramLabel = "WHAT",
            defaultValue = "go-on",
            description = {
                "What becomes of the command while the store does not answer and nobody else can hold yet:"
                        + " ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}. It is ended in any case before somebody"
                        + " else can hold."
            })
    private InDoubt inDoubt = InDoubt.GO_ON;

    InDoubt choice() {
        return inDoubt;
    }
}
