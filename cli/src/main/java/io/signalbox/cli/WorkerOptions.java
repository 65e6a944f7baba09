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

    private final Argument<Boolean> stamped = Argument.flag(
            "Begins each line with the time, by this machine's clock, in UTC: while a worker holds, so that what several"
                    + " workers on one machine print shows who held at once.",
            "--stamped");

    /** Started by a demo: see {@link ProcessWorker}. */
    private final Argument<Boolean> attended = Argument.flag("", "--attended").hidden();

    void addTo(CommandSpec command) {
        name.addTo(command);
        worker.addTo(command);
        stamped.addTo(command);
        attended.addTo(command);
    }

    String name() {
        return name.value();
    }

    WorkerShift shift(Console console) {
        return new WorkerShift(console, worker.value(), attended.value(), stamped.value());
    }
}
