package io.signalbox.cli;

import io.signalbox.SignalboxException;
import io.signalbox.spi.Option;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.IExitCodeExceptionMapper;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.TypeConversionException;

/** Where the command begins: the tree of commands, and what becomes of their failures. */
public final class Main
        implements IExecutionStrategy,
                IParameterExceptionHandler,
                IExecutionExceptionHandler,
                IExitCodeExceptionMapper {

    /*
     * What picocli calls back are classes here and not lambdas, because a lambda of an interface that was compiled for Java 5,
     * as picocli's are, keeps that interface and all that implements it out of the archive of classes for a fast start.
     */

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
        return new Main(console).tree(arguments).execute(arguments);
    }

    /** All commands, to be described and not to be run. */
    static CommandLine describedTree() {
        return new Main(Console.ofThisProcess()).tree();
    }

    /** With the command that is asked for alone, if that is clear: describing all of them takes longer than most work. */
    private CommandLine tree(String... arguments) {
        Map<String, Supplier<CommandLine>> commands = commands(top.globals());
        CommandLine root = new CommandLine(top);
        Supplier<CommandLine> wanted = arguments.length == 0 ? null : commands.get(arguments[0]);
        if (wanted != null) {
            root.addSubcommand(wanted.get());
        } else {
            commands.values().forEach(command -> root.addSubcommand(command.get()));
        }
        describe(root);
        return root.registerConverter(Duration.class, new DurationConverter())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false) // an argument of a command that is run may begin with an @
                .setOut(console.writer())
                .setExecutionStrategy(this)
                .setParameterExceptionHandler(this)
                .setExecutionExceptionHandler(this)
                .setExitCodeExceptionMapper(this);
    }

    /** By name, in the order of the help. */
    private Map<String, Supplier<CommandLine>> commands(GlobalOptions globals) {
        Map<String, Supplier<CommandLine>> commands = new LinkedHashMap<>();
        commands.put("lock", () -> new CommandLine(new LockCommand(console, globals)));
        commands.put("semaphore", () -> {
            SemaphoreCommand semaphore = new SemaphoreCommand(console, globals);
            return new CommandLine(semaphore).addSubcommand(new SemaphoreResizeCommand(globals, semaphore));
        });
        commands.put("hold", () -> new CommandLine(new HoldCommand(console, globals)));
        commands.put("prepare", () -> new CommandLine(new PrepareCommand(console)));
        commands.put("event", () -> event(globals));
        commands.put("ls", () -> new CommandLine(new ListCommand(console, globals)));
        commands.put("inspect", () -> new CommandLine(new InspectCommand(console, globals)));
        commands.put("watch", () -> new CommandLine(new WatchCommand(console, globals)));
        commands.put("release", () -> new CommandLine(new ReleaseCommand(console, globals)));
        commands.put("server", () -> new CommandLine(new ServerCommand(console, globals)));
        commands.put("doctor", () -> new CommandLine(new DoctorCommand(console, globals)));
        commands.put("config", () -> new CommandLine(new ConfigCommand(console, globals)));
        commands.put("demo", () -> demo(globals));
        return commands;
    }

    private CommandLine demo(GlobalOptions globals) {
        CommandLine worker = new CommandLine(new DemoWorkerCommand())
                .addSubcommand(new DemoWorkerLockCommand(console, globals))
                .addSubcommand(new DemoWorkerSemaphoreCommand(console, globals))
                .addSubcommand(new DemoWorkerEventCommand(console, globals));
        return new CommandLine(new DemoCommand())
                .addSubcommand(new DemoLockCommand(console, globals))
                .addSubcommand(new DemoSemaphoreCommand(console, globals))
                .addSubcommand(new DemoEventCommand(console, globals))
                .addSubcommand(new DemoAllCommand(console, globals))
                .addSubcommand(worker);
    }

    private CommandLine event(GlobalOptions globals) {
        return new CommandLine(new EventCommand())
                .addSubcommand(new EventSetCommand(console, globals))
                .addSubcommand(new EventClearCommand(console, globals))
                .addSubcommand(new EventStatusCommand(console, globals))
                .addSubcommand(new EventWaitCommand(console, globals));
    }

    /** What every command's help has. */
    private static void describe(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        spec.mixinStandardHelpOptions(true);
        spec.versionProvider(new Version());
        spec.usageMessage()
                .abbreviateSynopsis(true)
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(ExitCode.table());
        command.getSubcommands().values().forEach(Main::describe);
    }

    /** From the manifest of the executable. */
    private static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"signalbox " + (version == null ? "(not packaged)" : version)};
        }
    }

    private static final class DurationConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                return Option.parseDuration(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    @Override
    public int execute(ParseResult parsed) {
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

    @Override
    public int handleParseException(ParameterException refusal, String[] arguments) {
        CommandLine command = refusal.getCommandLine();
        String message = String.valueOf(refusal.getMessage());
        boolean lost = message.startsWith("Unknown option")
                && (command.getCommand() instanceof LockCommand || command.getCommand() instanceof SemaphoreCommand);
        console.talk("signalbox: " + message + (lost ? "; write -- before the command" : ""));
        console.talk("try: " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE.number();
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        ExitCode code = ExitCode.of(failure);
        boolean explained = failure instanceof SignalboxException
                || String.valueOf(failure.getMessage()).startsWith("cannot ");
        console.talk("signalbox: " + (explained ? failure.getMessage() : failure));
        if (code == ExitCode.INTERNAL) {
            console.talk(failure);
        }
        return code.number();
    }

    @Override
    public int getExitCode(Throwable failure) {
        return ExitCode.of(failure).number();
    }
}
