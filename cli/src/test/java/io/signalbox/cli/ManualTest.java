package io.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** What the READMEs and the manual pages say is what the parser does. */
class ManualTest {

    private static final Path OURS = Path.of("README.md");
    private static final Path ABOVE = Path.of("..", "README.md");
    private static final Pattern EXAMPLE = Pattern.compile("\\bsignalbox ([a-z-][^|;&<>)…]*)");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

    private static Stream<CommandLine> commands() {
        return below(Main.describedTree());
    }

    private static Stream<CommandLine> below(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(ManualTest::below));
    }

    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName();
    }

    // ------------------------------------------------------------------ examples

    private static List<String> examples() throws IOException {
        List<String> examples = new ArrayList<>();
        for (Path readme : List.of(OURS, ABOVE)) {
            boolean code = false;
            for (String line : Files.readAllLines(readme)) {
                if (line.startsWith("```")) {
                    code = !code;
                } else if (code) {
                    Matcher m = EXAMPLE.matcher(line.replaceFirst("\\s#.*", ""));
                    while (m.find()) {
                        examples.add(m.group(1).strip());
                    }
                }
            }
        }
        return examples;
    }

    private static void parse(String example) {
        List<String> words = new ArrayList<>();
        Matcher m = WORD.matcher(example);
        while (m.find()) {
            words.add(m.group(1) != null ? m.group(1) : m.group(2) != null ? m.group(2) : m.group(3));
        }
        words.replaceAll(word -> word.startsWith("$") ? "1" : word);
        Main.describedTree().parseArgs(words.toArray(new String[0]));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void example_inAReadme_isUnderstood(String example) {
        parse(example);
    }

    @ParameterizedTest
    @ValueSource(strings = {"frobnicate", "ls --colour", "release migration --token 5", "event wait"})
    void example_thatIsWrong_isNotUnderstood(String example) {
        assertThatExceptionOfType(ParameterException.class).isThrownBy(() -> parse(example));
    }

    @Test
    void examples_areMany() throws IOException {
        assertThat(examples()).hasSizeGreaterThan(20).anyMatch(example -> example.startsWith("release --force"));
    }

    // ------------------------------------------------------------------ commands and options

    @Test
    void readme_namesEveryCommand() throws IOException {
        String readme = Files.readString(OURS);

        assertThat(commands()
                        .filter(command -> command.getSubcommands().isEmpty())
                        .map(ManualTest::name))
                .allSatisfy(name -> assertThat(Pattern.compile(name.replace(" ", "( [A-Z]+)? "))
                                .matcher(readme)
                                .find())
                        .as(name)
                        .isTrue());
    }

    @Test
    void readme_namesEveryOption_butOfDemos() throws IOException {
        String readme = Files.readString(OURS);

        assertThat(commands().filter(command -> !name(command).contains(" demo")))
                .allSatisfy(command -> assertThat(command.getCommandSpec().options().stream()
                                .filter(option -> !option.hidden())
                                .map(OptionSpec::longestName))
                        .as(name(command))
                        .allSatisfy(option -> assertThat(readme).contains(option)));
    }

    @Test
    void page_isThereForEveryCommand_withItsOptionsAndExitCodes() {
        Map<String, String> pages = Manual.pages(Main.describedTree(), "1.2.3");

        assertThat(pages.keySet())
                .containsExactlyInAnyOrderElementsOf(commands()
                        .map(command -> name(command).replace(' ', '-'))
                        .toList());
        assertThat(commands()).allSatisfy(command -> {
            String page = pages.get(name(command).replace(' ', '-'));
            assertThat(page).contains("1.2.3", ".SH SYNOPSIS", ".SH EXIT STATUS", ".SH ENVIRONMENT");
            assertThat(command.getCommandSpec().options()).allSatisfy(option -> {
                String shown = option.longestName().replace("-", "\\-");
                assertThat(page.contains(shown)).as(shown).isEqualTo(!option.hidden());
            });
            for (ExitCode code : ExitCode.values()) {
                assertThat(page).contains("\\fB" + code.number() + "\\fR");
            }
        });
    }

    @Test
    void roff_wordsThatLookLikeItsOwn_areWords() {
        assertThat(new Roff("a-b", "1")
                        .section("X")
                        .text(".dot")
                        .text("'quote")
                        .item("-o", "back\\slash")
                        .toString())
                .contains("\n\\&.dot\n", "\n\\&'quote\n", "\\fB\\-o\\fR\nback\\eslash\n");
    }
}
