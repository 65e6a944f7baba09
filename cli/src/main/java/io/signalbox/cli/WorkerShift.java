package io.signalbox.cli;

import io.signalbox.Signalbox;
import io.signalbox.SignalboxConfig;
import java.io.IOException;

/** One worker's time in a process of its own. */
final class WorkerShift {

    private final Console console;
    private final String worker;
    private final boolean attended;
    private final boolean stamped;

    WorkerShift(Console console, String worker, boolean attended, boolean stamped) {
        this.console = console;
        this.worker = worker;
        this.attended = attended;
        this.stamped = stamped;
    }

    ExitCode work(SignalboxConfig config, Role role) throws IOException, InterruptedException {
        Report report = attended
                ? AttendedReport.start(console, System.in, () -> System.exit(ExitCode.TERMINATED.number()))
                : Report.onScreen(worker, console, stamped);
        try (Signalbox box = Signalbox.open(config)) {
            // Told to end, it gives back what it holds at once instead of with its session.
            AtShutdown.run("ends the worker", () -> end(box));
            role.play(box, report);
            return ExitCode.OK;
        }
    }

    private void end(Signalbox box) {
        console.mute();
        box.close();
    }
}
