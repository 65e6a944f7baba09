package io.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.cli.Bill.Component;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The table of known holes in what is shipped: it has to be looked at again whenever a component or a version changes. */
class AdvisoriesIT {

    private static final Path PAGE = Path.of("..", "SECURITY-DEPENDENCIES.md");

    /** What others depend on; the command is none of them. */
    private static final List<String> PUBLISHED = List.of("api", "local-backend", "zookeeper-backend", "testkit");

    private static Set<Component> shipped;
    private static String page;

    @BeforeAll
    static void read() throws Exception {
        shipped = new LinkedHashSet<>(Bill.read(Path.of("target", "bom.xml")).foreign());
        for (String module : PUBLISHED) {
            shipped.addAll(bill(module).foreign());
        }
        page = Files.readString(PAGE);
    }

    private static Bill bill(String module) throws Exception {
        return Bill.read(Path.of("..", module, "target", "bom.xml"));
    }

    /** What is wrong with a page. */
    private static List<String> faults(String page, Set<Component> shipped) {
        List<String> faults = new ArrayList<>();
        List<List<String>> components = rows(page, "## Components");
        List<List<String>> advisories = rows(page, "## Advisories");
        Set<String> present = new LinkedHashSet<>();
        shipped.forEach(component -> present.add(component.toString()));

        Set<String> listed = new LinkedHashSet<>();
        Set<String> named = new LinkedHashSet<>();
        for (List<String> row : components) {
            listed.add(row.get(0) + " " + row.get(1));
            named.addAll(List.of(row.get(2).split(", ", -1)));
        }
        named.remove("none found");
        present.stream().filter(one -> !listed.contains(one)).forEach(one -> faults.add("not listed: " + one));
        listed.stream().filter(one -> !present.contains(one)).forEach(one -> faults.add("not shipped: " + one));

        for (List<String> row : rows(page, "## Inside other jars")) {
            if (listed.stream().noneMatch(one -> one.endsWith(":" + row.get(2)))) {
                faults.add("not shipped: what " + row.get(0) + " is in, " + row.get(2));
            }
        }
        Set<String> explained = new LinkedHashSet<>();
        for (List<String> row : advisories) {
            explained.add(row.get(0));
            if (row.get(3).isBlank()) {
                faults.add("no word on our exposure: " + row.get(0));
            }
        }
        named.stream().filter(id -> !explained.contains(id)).forEach(id -> faults.add("not explained: " + id));
        explained.stream().filter(id -> !named.contains(id)).forEach(id -> faults.add("of no component: " + id));
        return faults;
    }

    /** The cells of the table below a heading, without its head. */
    private static List<List<String>> rows(String page, String heading) {
        return page.lines()
                .dropWhile(line -> !line.equals(heading))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| "))
                .skip(1)
                .map(line -> List.of(line.substring(2, line.lastIndexOf(" |")).split(" \\| ", -1)))
                .toList();
    }

    private static String without(String page, String text) {
        assertThat(page).contains(text);
        return page.lines().filter(line -> !line.contains(text)).reduce("", (all, line) -> all + line + "\n");
    }

    @Test
    void page_hasEachComponentInItsVersion_andAWordOnEachAdvisory() {
        assertThat(page).containsPattern("As of 20\\d\\d-\\d\\d-\\d\\d");
        assertThat(faults(page, shipped)).isEmpty();
    }

    /**
     * What our parent says of versions is nothing to who depends on a module: that one gets what the module names, and else
     * what its dependencies name. So a component whose version is decided in the parent has to be named by the module.
     */
    @Test
    void bill_ofAModule_namesTheVersionsThatOthersGet() throws Exception {
        Set<String> decided = artifacts(Path.of("..", "pom.xml"), "dependencyManagement", Set.of());
        assertThat(decided).contains("commons-io", "netty-bom");
        for (String module : PUBLISHED) {
            Set<String> named = new LinkedHashSet<>();
            for (String one : List.of("api", module)) { // all of them bring the api, and what it names
                named.addAll(artifacts(Path.of("..", one, "pom.xml"), "project", Set.of("test", "provided")));
            }
            assertThat(bill(module).foreign().stream()
                            .filter(one ->
                                    decided.contains(one.name()) || one.group().equals("io.netty"))
                            .map(Component::name))
                    .as(module)
                    .isSubsetOf(named);
        }
    }

    /** The dependencies that stand in a part of a pom, but for those of some scopes. */
    private static Set<String> artifacts(Path pom, String part, Set<String> others) throws Exception {
        Element root = (Element) DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(pom.toFile())
                .getElementsByTagName(part)
                .item(0);
        NodeList dependencies = root.getElementsByTagName("dependency");
        return IntStream.range(0, dependencies.getLength())
                .mapToObj(i -> (Element) dependencies.item(i))
                .filter(dependency -> !others.contains(text(dependency, "scope")))
                .map(dependency -> text(dependency, "artifactId"))
                .collect(Collectors.toSet());
    }

    private static String text(Element element, String name) {
        NodeList found = element.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent();
    }

    @Test
    void page_ofOtherVersions_isFaulty() {
        for (Component component : shipped) {
            String row = "| " + component.group() + ":" + component.name() + " | " + component.version() + " |";
            String other = "| " + component.group() + ":" + component.name() + " | 0.9 |";
            assertThat(faults(page.replace(row, other), shipped))
                    .contains("not listed: " + component)
                    .contains("not shipped: " + component.group() + ":" + component.name() + " 0.9");
            assertThat(faults(without(page, row), shipped)).contains("not listed: " + component);
        }
    }

    @Test
    void page_thatDoesNotExplain_isFaulty() {
        String row = "| CVE-2026-79993 |";
        assertThat(faults(without(page, row), shipped)).containsExactly("not explained: CVE-2026-79993");
        assertThat(faults(page.replaceAll("(?m)^(\\| CVE-2026-79993 \\|.*\\| ).* \\|$", "$1 |"), shipped))
                .containsExactly("no word on our exposure: CVE-2026-79993");
        assertThat(faults(page.replace(", CVE-2026-79993", ""), shipped))
                .containsExactly("of no component: CVE-2026-79993");
        assertThat(faults(page.replace("| curator-client 5.9.0 |", "| curator-client 4.0.0 |"), shipped))
                .containsExactly("not shipped: what com.google.guava:guava is in, curator-client 4.0.0");
    }
}
