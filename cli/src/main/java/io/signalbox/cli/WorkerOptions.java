package io.signalbox.cli;

import picocli.CommandLine.Model.CommandSpec;

/** The options that every worker has. */
final class WorkerOptions {

    private final Argument<String> name = Argument.optionOr(
            "demo", String.class, "--name", "NAME", "What the workers share in the store. Default: ${DEFAULT-VALUE}.");

    private final Argument<String> worker = Argument.optionOr(
            "Process-1",
            String.class,
            "--as",
            "WORKER",
            "What this worker is called on the screen. Default: ${DEFAULT-VALUE}.");

    /** Started by a demo: see {@link ProcessWorker}. */
    private final Argument<Boolean> attended = Argument.flag("", "--attended").hidden();

    void addTo(CommandSpec command) {
        name.addTo(command);
        worker.addTo(command);
        attended.addTo(command);
    }

    String name() {
        return name.value();
    }

    WorkerShift shift(Console console) {
        return new WorkerShift(console, worker.value(), attended.value());
    }
}
