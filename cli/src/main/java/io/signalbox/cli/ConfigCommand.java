package io.signalbox.cli;

import io.signalbox.ConfiguredOption;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code signalbox config}. */
@Command(
        name = "config",
        description = "Shows the settings in force and where each came from. Secrets are hidden. Asks no server.")
final class ConfigCommand implements Callable<Integer>, SpeaksJson {

    private final Console console;
    private final GlobalOptions globals;

    ConfigCommand(Console console, GlobalOptions globals) {
        this.console = console;
        this.globals = globals;
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
