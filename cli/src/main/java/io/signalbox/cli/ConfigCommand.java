package io.signalbox.cli;

import io.signalbox.ConfiguredOption;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code signalbox config}. */
final class ConfigCommand implements Command, SpeaksJson {

    private final Console console;
    private final GlobalOptions globals;

    private final CommandSpec spec = Command.describe(
            this,
            "config",
            "Shows the settings in force and where each came from. Secrets are hidden. Asks no server.");

    ConfigCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() {
        List<ConfiguredOption> settings = globals.config().settings();
        if (globals.json()) {
            settings.forEach(setting -> console.print(Json.write(Json.object(
                    "name", setting.name(),
                    "value", setting.value(),
                    "from", from(setting),
                    "help", setting.help()))));
            return ExitCode.OK.number();
        }
        Table table = Table.headed("NAME", "VALUE", "FROM");
        for (ConfiguredOption setting : settings) {
            boolean usual = setting.origin().equals("default");
            table.add(List.of(
                    Table.plain(setting.name()),
                    Table.plain(setting.value().isEmpty() ? "-" : Sight.printable(setting.value())),
                    new Table.Cell(from(setting), usual ? Colour.FAINT : Colour.PLAIN)));
        }
        table.lines(Terminal.isColourful()).forEach(console::print);
        return ExitCode.OK.number();
    }

    /** What is code to a program is the command line to its user. */
    private static String from(ConfiguredOption setting) {
        return setting.origin().equals("code") ? "--" + setting.name() : setting.origin();
    }
}
