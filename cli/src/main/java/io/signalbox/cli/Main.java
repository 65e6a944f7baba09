package io.signalbox.cli;

import io.signalbox.SignalboxException;
import io.signalbox.spi.Option;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.IExitCodeExceptionMapper;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
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

    /** In the order of the help. */
    private static final List<String> COMMANDS = List.of(
            "lock",
            "semaphore",
            "hold",
            "prepare",
            "event",
            "ls",
            "inspect",
            "watch",
            "release",
            "server",
            "doctor",
            "config",
            "demo");

    private final Console console;
    private final GlobalOptions globals = new GlobalOptions();

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
        CommandSpec top =
                Command.group("signalbox", "Locks, semaphores and events for many processes on many machines.");
        globals.addTo(top);
        CommandLine root = new CommandLine(top);
        String wanted = arguments.length == 0 ? "" : arguments[0];
        boolean clear = COMMANDS.contains(wanted);
        boolean deep = clear || arguments.length != 1; // one argument that is no command cannot lead below one
        for (String name : clear ? List.of(wanted) : COMMANDS) {
            root.addSubcommand(command(name, deep));
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

    private CommandLine command(String name, boolean deep) {
        return switch (name) {
            case "lock" -> line(new LockCommand(console, globals));
            case "semaphore" -> {
                SemaphoreCommand semaphore = new SemaphoreCommand(console, globals);
                yield line(semaphore).addSubcommand(line(new SemaphoreResizeCommand(globals, semaphore)));
            }
            case "hold" -> line(new HoldCommand(console, globals));
            case "prepare" -> line(new PrepareCommand(console));
            case "event" -> event(deep);
            case "ls" -> line(new ListCommand(console, globals));
            case "inspect" -> line(new InspectCommand(console, globals));
            case "watch" -> line(new WatchCommand(console, globals));
            case "release" -> line(new ReleaseCommand(console, globals));
            case "server" -> line(new ServerCommand(console, globals));
            case "doctor" -> line(new DoctorCommand(console, globals));
            case "config" -> line(new ConfigCommand(console, globals));
            case "demo" -> demo(deep);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static CommandLine line(Command command) {
        return new CommandLine(command.spec());
    }

    private CommandLine demo(boolean deep) {
        CommandLine demo = new CommandLine(Command.group(
                "demo",
                "Plays the classic demos of Python's multiprocessing: worker processes that share a store (threads, if the store"
                        + " is local:). If no URL is configured, a demo starts a ZooKeeper of its own, and removes it"
                        + " afterwards."));
        if (!deep) {
            return demo;
        }
        CommandSpec worker = Command.group(
                "worker",
                "Plays one worker of a demo in this process, on a shared store: for several machines or containers, which meet"
                        + " by the name.");
        return demo.addSubcommand(line(new DemoLockCommand(console, globals)))
                .addSubcommand(line(new DemoSemaphoreCommand(console, globals)))
                .addSubcommand(line(new DemoEventCommand(console, globals)))
                .addSubcommand(line(new DemoAllCommand(console, globals)))
                .addSubcommand(new CommandLine(worker)
                        .addSubcommand(line(new DemoWorkerLockCommand(console, globals)))
                        .addSubcommand(line(new DemoWorkerSemaphoreCommand(console, globals)))
                        .addSubcommand(line(new DemoWorkerEventCommand(console, globals))));
    }

    private CommandLine event(boolean deep) {
        CommandLine event = new CommandLine(
                Command.group(
                        "event",
                        "Sets, clears, asks or waits for an event. Exit codes are made for if and &&: status and wait answer."));
        if (!deep) {
            return event;
        }
        for (EventStateCommand.Act act : EventStateCommand.Act.values()) {
            event.addSubcommand(line(new EventStateCommand(console, globals, act)));
        }
        return event.addSubcommand(line(new EventWaitCommand(console, globals)));
    }

    /** What every command's help has. */
    private static void describe(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help message and exit.")
                .build());
        spec.addOption(OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Print version information and exit.")
                .build());
        spec.versionProvider(new Version());
        spec.usageMessage()
                .abbreviateSynopsis(true)
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(ExitCode.table());
        for (CommandLine below : command.getSubcommands().values()) {
            describe(below);
        }
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
        Verbosity.of(globals.verbosity()).apply();
        refuseJsonInVain(parsed);
        return new RunLast().execute(parsed);
    }

    /** An option that had no effect would be believed to have one. */
    private void refuseJsonInVain(ParseResult parsed) {
        List<CommandLine> commands = parsed.asCommandLineList();
        CommandLine last = commands.get(commands.size() - 1);
        boolean asksForHelp = last.isUsageHelpRequested() || last.isVersionHelpRequested();
        if (globals.json() && !asksForHelp && !(last.getCommand() instanceof SpeaksJson)) {
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
