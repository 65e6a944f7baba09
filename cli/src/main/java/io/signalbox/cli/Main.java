package io.signalbox.cli;

import io.signalbox.SignalboxException;
import io.signalbox.spi.Option;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.TypeConversionException;

/** Where the command begins: the tree of commands, and what becomes of their failures. */
public final class Main {

    private final Console console;
    private final SignalboxCommand top = new SignalboxCommand();

    private Main(Console console) {
        this.console = console;
    }

    /**
     * Runs the command, and ends the process.
     *
     * @param arguments of the command line
     */
    public static void main(String[] arguments) {
        System.exit(run(Console.ofThisProcess(), arguments));
    }

    /** Runs the command. */
    static int run(Console console, String... arguments) {
        return new Main(console).tree().execute(arguments);
    }

    /** All commands, to be described and not to be run. */
    static CommandLine describedTree() {
        return new Main(Console.ofThisProcess()).tree();
    }

    private CommandLine tree() {
        GlobalOptions globals = top.globals();
        CommandLine worker = new CommandLine(new DemoWorkerCommand())
                .addSubcommand(new DemoWorkerLockCommand(console, globals))
                .addSubcommand(new DemoWorkerSemaphoreCommand(console, globals))
                .addSubcommand(new DemoWorkerEventCommand(console, globals));
        CommandLine demo = new CommandLine(new DemoCommand())
                .addSubcommand(new DemoLockCommand(console, globals))
                .addSubcommand(new DemoSemaphoreCommand(console, globals))
                .addSubcommand(new DemoEventCommand(console, globals))
                .addSubcommand(new DemoAllCommand(console, globals))
                .addSubcommand(worker);
        CommandLine root = new CommandLine(top).addSubcommand(demo);
        addEyes(root, globals);
        describe(root);
        return root.registerConverter(Duration.class, Main::duration)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(console.writer())
                .setExecutionStrategy(this::execute)
                .setParameterExceptionHandler(this::refused)
                .setExecutionExceptionHandler(this::failed)
                .setExitCodeExceptionMapper(failure -> ExitCode.of(failure).number());
    }

    /** What shows and operates, one line a command. */
    private void addEyes(CommandLine root, GlobalOptions globals) {
        root.addSubcommand(new CommandLine(new EventCommand())
                        .addSubcommand(new EventSetCommand(console, globals))
                        .addSubcommand(new EventClearCommand(console, globals))
                        .addSubcommand(new EventStatusCommand(console, globals))
                        .addSubcommand(new EventWaitCommand(console, globals)))
                .addSubcommand(new ListCommand(console, globals))
                .addSubcommand(new InspectCommand(console, globals))
                .addSubcommand(new WatchCommand(console, globals))
                .addSubcommand(new ReleaseCommand(console, globals))
                .addSubcommand(new ServerCommand(console, globals))
                .addSubcommand(new DoctorCommand(console, globals))
                .addSubcommand(new ConfigCommand(console, globals));
    }

    /** What every command's help has. */
    private static void describe(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        spec.mixinStandardHelpOptions(true);
        spec.versionProvider(version());
        spec.usageMessage()
                .abbreviateSynopsis(true)
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(ExitCode.table());
        command.getSubcommands().values().forEach(Main::describe);
    }

    private static IVersionProvider version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return () -> new String[] {"signalbox " + (version == null ? "(not packaged)" : version)};
    }

    private static Duration duration(String text) {
        try {
            return Option.parseDuration(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    private int execute(ParseResult parsed) {
        Verbosity.of(top.globals().verbosity()).apply();
        refuseJsonInVain(parsed);
        return new RunLast().execute(parsed);
    }

    /** An option that had no effect would be believed to have one. */
    private void refuseJsonInVain(ParseResult parsed) {
        List<CommandLine> commands = parsed.asCommandLineList();
        CommandLine last = commands.get(commands.size() - 1);
        boolean asksForHelp = last.isUsageHelpRequested() || last.isVersionHelpRequested();
        if (top.globals().json() && !asksForHelp && !(last.getCommand() instanceof SpeaksJson)) {
            throw new ParameterException(
                    last, "--json has no meaning for " + last.getCommandSpec().qualifiedName());
        }
    }

    private int refused(ParameterException refusal, String[] arguments) {
        CommandLine command = refusal.getCommandLine();
        console.talk("signalbox: " + refusal.getMessage());
        console.talk("try: " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE.number();
    }

    private int failed(Exception failure, CommandLine command, ParseResult parsed) {
        ExitCode code = ExitCode.of(failure);
        boolean explained = failure instanceof SignalboxException
                || String.valueOf(failure.getMessage()).startsWith("cannot ");
        console.talk("signalbox: " + (explained ? failure.getMessage() : failure));
        if (code == ExitCode.INTERNAL) {
            console.talk(failure);
        }
        return code.number();
    }
}
