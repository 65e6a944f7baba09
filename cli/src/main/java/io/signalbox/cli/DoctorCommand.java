package io.signalbox.cli;

import io.signalbox.Finding;
import io.signalbox.Signalbox;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/** {@code signalbox doctor}. */
final class DoctorCommand implements Command, SpeaksJson {

    private final Console console;
    private final GlobalOptions globals;

    private final CommandSpec spec = Command.describe(
            this,
            "doctor",
            "Says what is wrong with a connection: each server and its version, leader, session timeout and tick, clock,"
                    + " encryption and access control, nodes that stand in a line for ever. Exit code 0 if there is no"
                    + " problem (notes and warnings are none), else 1.");

    DoctorCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() {
        List<Finding> findings = Signalbox.diagnose(globals.config());
        boolean colourful = Terminal.isColourful();
        for (Finding finding : findings) {
            if (globals.json()) {
                console.print(Json.write(Json.object(
                        "level", level(finding),
                        "subject", finding.subject(),
                        "text", finding.text(),
                        "advice", finding.advice())));
            } else {
                String level = String.format(Locale.ROOT, "%-7s", level(finding));
                console.print(colour(finding.level()).paint(level, colourful) + "  "
                        + Sight.printable(finding.subject() + ": " + finding.text()));
                if (!finding.advice().isEmpty()) {
                    console.print(" ".repeat(9) + Colour.FAINT.paint("-> " + finding.advice(), colourful));
                }
            }
        }
        boolean sick = findings.stream().anyMatch(finding -> finding.level() == Finding.Level.PROBLEM);
        return (sick ? ExitCode.NO : ExitCode.OK).number();
    }

    private static String level(Finding finding) {
        return finding.level().name().toLowerCase(Locale.ROOT);
    }

    private static Colour colour(Finding.Level level) {
        return switch (level) {
            case OK -> Colour.FREE;
            case NOTE -> Colour.FAINT;
            case WARNING -> Colour.HELD;
            case PROBLEM -> Colour.WRONG;
        };
    }
}
