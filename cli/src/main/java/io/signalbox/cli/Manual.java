package io.signalbox.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Writes the manual pages and the shell completion, from the same model that parses the command line; run by the build. */
public final class Manual {

    private static final String NAME = "signalbox";

    private final String version;

    private Manual(String version) {
        this.version = version;
    }

    /**
     * Writes {@code man1/*.1} and {@code completion/signalbox} into a folder.
     *
     * @param arguments the folder and the version
     * @throws IOException if they cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Path pages = Files.createDirectories(folder.resolve("man1"));
        CommandLine tree = Main.describedTree();
        for (Map.Entry<String, String> page :
                new Manual(arguments[1]).pages(tree).entrySet()) {
            Files.writeString(pages.resolve(page.getKey() + ".1"), page.getValue(), StandardCharsets.UTF_8);
        }
        Path completion = Files.createDirectories(folder.resolve("completion"));
        Files.writeString(completion.resolve(NAME), AutoComplete.bash(NAME, tree), StandardCharsets.UTF_8);
    }

    /** All pages by their names. */
    static Map<String, String> pages(CommandLine tree, String version) {
        return new Manual(version).pages(tree);
    }

    private Map<String, String> pages(CommandLine command) {
        Map<String, String> pages = new TreeMap<>();
        pages.put(pageName(command.getCommandSpec()), page(command));
        command.getSubcommands().values().forEach(below -> pages.putAll(pages(below)));
        return pages;
    }

    private static String pageName(CommandSpec spec) {
        return spec.qualifiedName("-");
    }

    private String page(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        UsageMessageSpec usage = spec.usageMessage();
        Roff roff = new Roff(pageName(spec), version);
        String[] description = usage.description();
        roff.section("NAME").text(pageName(spec) + " - " + summary(description));
        roff.section("SYNOPSIS")
                .text(command.getHelp().detailedSynopsis(0, null, true).strip().replaceAll("\\s+", " "));
        roff.section("DESCRIPTION");
        for (String paragraph : description) {
            roff.paragraph(paragraph);
        }
        describeCommands(command, roff);
        describe("ARGUMENTS", arguments(spec), roff);
        describe("OPTIONS", options(spec), roff);
        roff.section("EXIT STATUS");
        ExitCode.table().forEach(roff::item);
        describeEnvironment(roff);
        seeAlso(command, roff);
        return roff.toString();
    }

    /** The first sentence, without its full stop. */
    private static String summary(String[] description) {
        String all = String.join(" ", description);
        return all.replaceFirst("(?s)[.:;](\\s.*)?$", "");
    }

    private static void describeCommands(CommandLine command, Roff roff) {
        if (!command.getSubcommands().isEmpty()) {
            roff.section("COMMANDS");
            command.getSubcommands()
                    .forEach((name, below) -> roff.item(
                            name, summary(below.getCommandSpec().usageMessage().description()) + "."));
        }
    }

    private static List<ArgSpec> arguments(CommandSpec spec) {
        return new ArrayList<>(spec.positionalParameters());
    }

    private static List<ArgSpec> options(CommandSpec spec) {
        return new ArrayList<>(spec.options());
    }

    private static void describe(String section, List<ArgSpec> specs, Roff roff) {
        List<ArgSpec> shown = specs.stream().filter(arg -> !arg.hidden()).toList();
        if (!shown.isEmpty()) {
            roff.section(section);
            shown.forEach(arg -> roff.item(heading(arg), String.join(" ", arg.description())));
        }
    }

    private static String heading(ArgSpec arg) {
        if (arg instanceof PositionalParamSpec) {
            return arg.paramLabel();
        }
        OptionSpec option = (OptionSpec) arg;
        String names = String.join(", ", option.names());
        return option.arity().max() == 0 ? names : names + "=" + option.paramLabel();
    }

    private static void describeEnvironment(Roff roff) {
        roff.section("ENVIRONMENT")
                .item("SIGNALBOX_URL", "The store, if --url is not given.")
                .item("SIGNALBOX_CONFIG", "The properties file, if --config is not given.")
                .item(
                        "SIGNALBOX_SESSION_TIMEOUT, SIGNALBOX_LABEL, …",
                        "Any option of the store: " + NAME + " config lists them.")
                .item("SIGNALBOX_JAVA_OPTS", "Given to java as it is.")
                .item("NO_COLOR", "If it is not empty, nothing is coloured.");
    }

    private static void seeAlso(CommandLine command, Roff roff) {
        List<String> pages = new ArrayList<>();
        CommandLine above = command.getParent();
        if (above != null) {
            pages.add(pageName(above.getCommandSpec()));
        }
        command.getSubcommands().values().forEach(below -> pages.add(pageName(below.getCommandSpec())));
        if (!pages.isEmpty()) {
            roff.section("SEE ALSO").text(String.join("(1), ", pages) + "(1)");
        }
    }
}
