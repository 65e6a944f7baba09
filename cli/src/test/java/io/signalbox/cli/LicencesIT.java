package io.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.cli.Bill.Component;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The list of licences that goes out with the command. */
class LicencesIT {

    /** What may be shipped under the Apache License without asking anybody. */
    private static final Set<String> ALLOWED = Set.of("Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause");

    private static final Pattern INNER = Pattern.compile("META-INF/maven/([^/]+)/[^/]+/pom.properties");

    private static List<Component> shipped;
    private static String list;

    @BeforeAll
    static void read() throws Exception {
        shipped = Bill.read(Path.of("target", "bom.xml")).foreign();
        list = Files.readString(Path.of("target", "THIRD-PARTY.txt"));
    }

    /** What is wrong with a list. */
    private static List<String> faults(String list, List<Component> shipped) {
        List<String> faults = new ArrayList<>();
        for (Component component : shipped) {
            List<String> licences = list.lines()
                    .filter(line -> line.startsWith(component + ", "))
                    .flatMap(line ->
                            List.of(line.substring(component.toString().length() + 2)
                                            .split(" or ", -1))
                                    .stream())
                    .toList();
            if (licences.isEmpty()) {
                faults.add(component + " is not listed");
            } else if (licences.stream().noneMatch(ALLOWED::contains)) {
                faults.add(component + " has none that is allowed: " + licences);
            }
        }
        return faults;
    }

    @Test
    void list_hasEachShippedComponent_andALicenceThatIsAllowed() {
        assertThat(shipped).hasSizeGreaterThan(15);
        assertThat(faults(list, shipped)).isEmpty();
    }

    @Test
    void list_withoutAComponent_orWithAnotherLicence_isFaulty() {
        for (Component component : shipped) {
            assertThat(faults(list.replace(component + ", ", "something, "), shipped))
                    .containsExactly(component + " is not listed");
            assertThat(faults(
                            list.replaceAll(Pattern.quote(component + ", ") + ".*", component + ", GPL-3.0-only"),
                            shipped))
                    .containsExactly(component + " has none that is allowed: [GPL-3.0-only]");
            assertThat(faults(list.replaceAll(Pattern.quote(component + ", ") + ".*", component + ", "), shipped))
                    .containsExactly(component + " has none that is allowed: []");
        }
    }

    /** What a jar has taken in of others it mostly says in its Maven folder. */
    @Test
    void list_namesWhatIsInsideOfComponents() throws IOException {
        List<String> inside = new ArrayList<>();
        for (String file : System.getProperty("java.class.path").split(":", -1)) {
            String name = Path.of(file).getFileName().toString();
            for (Component host : shipped) {
                if (name.equals(host.name() + "-" + host.version() + ".jar")) {
                    foreignGroups(file, host).forEach(group -> inside.add(group + ":"));
                }
            }
        }
        assertThat(inside).contains("org.jctools:", "com.google.guava:");
        assertThat(list).contains(inside);
    }

    private static List<String> foreignGroups(String jar, Component host) throws IOException {
        try (ZipFile zip = new ZipFile(jar)) {
            return zip.stream()
                    .map(ZipEntry::getName)
                    .flatMap(entry -> INNER.matcher(entry).results())
                    .map((MatchResult found) -> found.group(1))
                    .filter(group -> !group.equals(host.group()))
                    .toList();
        }
    }
}
