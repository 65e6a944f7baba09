package io.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.cli.Bill.Component;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is inside the executable, and that its bill of materials says so. */
class ShippedIT {

    private static final Pattern NATIVE = Pattern.compile(".*\\.(a|so|dll|dylib|jnilib|exe)(\\.\\d+)*");

    private static Bill bill;
    private static Map<String, Path> jars;

    @BeforeAll
    static void read() throws Exception {
        bill = Bill.read(Path.of("target", "bom.xml"));
        jars = new TreeMap<>();
        for (String file : System.getProperty("java.class.path").split(":", -1)) {
            if (file.endsWith(".jar")) {
                jars.put(sha256(Path.of(file)), Path.of(file));
            }
        }
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    private static Set<String> entries(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.stream().map(ZipEntry::getName).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** Classes of the executable that neither these components nor our own folder explain. */
    private static Set<String> unexplained(Collection<Component> components) throws IOException {
        Set<String> classes = entries(Run.executable());
        classes.removeIf(entry -> !entry.endsWith(".class"));
        Path ours = Path.of("target", "classes");
        classes.removeIf(entry -> Files.exists(ours.resolve(entry)));
        for (Component component : components) {
            classes.removeAll(entries(jars.get(component.sha256())));
        }
        return classes;
    }

    private static Set<String> nativeFiles(Path jar) throws IOException {
        Set<String> files = entries(jar);
        files.removeIf(entry -> !NATIVE.matcher(entry).matches());
        return files;
    }

    @Test
    void bill_hasTheJarsThisBuildSees_byTheirSums() {
        assertThat(bill.components()).isNotEmpty();
        assertThat(bill.components())
                .allSatisfy(component -> assertThat(jars).as("%s", component).containsKey(component.sha256()));
    }

    @Test
    void bill_explainsEveryClassOfTheExecutable() throws Exception {
        assertThat(unexplained(bill.components())).isEmpty();
    }

    @Test
    void bill_withoutAComponent_doesNotExplainTheExecutable() throws Exception {
        for (Component missing : bill.components()) {
            List<Component> others = new ArrayList<>(bill.components());
            others.remove(missing);
            assertThat(unexplained(others)).as("without %s", missing).isNotEmpty();
        }
    }

    /** The file with JSON is the one that goes out. */
    @Test
    void bill_isInTheExecutable_andTheSameAsTheOneForPrograms() throws Exception {
        String inside;
        try (ZipFile zip = new ZipFile(Run.executable().toFile());
                InputStream entry = zip.getInputStream(zip.getEntry("META-INF/sbom/signalbox.cdx.json"))) {
            inside = new String(entry.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(inside).isEqualTo(Files.readString(Path.of("target", "bom.json")));
        try (Stream<String> purls = Pattern.compile("\"purl\" : \"(pkg:[^\"]*)\"")
                .matcher(inside)
                .results()
                .map(found -> found.group(1))) {
            assertThat(purls.toList())
                    .containsAll(
                            bill.components().stream().map(Component::reference).toList());
        }
    }

    @Test
    void executable_hasNoNativeCode() throws Exception {
        assertThat(nativeFiles(Run.executable())).isEmpty();
        Path snappy = jars.get(only("snappy-java").sha256());
        assertThat(nativeFiles(snappy)).as("in %s", snappy).hasSizeGreaterThan(10);
    }

    @Test
    void netty_isOfOneVersion_withoutNativeParts_andAskedForByName() {
        List<Component> netty = bill.components().stream()
                .filter(component -> component.group().equals("io.netty"))
                .toList();
        assertThat(netty)
                .extracting(Component::name)
                .contains(
                        "netty-handler",
                        "netty-codec",
                        "netty-transport",
                        "netty-buffer",
                        "netty-resolver",
                        "netty-common")
                .noneMatch(name -> name.matches(".*(tcnative|native-epoll|kqueue).*"));
        assertThat(netty.stream().map(Component::version).distinct()).hasSize(1);
        // A program that depends on the backend takes our versions only of what the backend itself depends on.
        assertThat(bill.needs().get(only("signalbox-zookeeper").reference()))
                .containsAll(netty.stream().map(Component::reference).toList());
    }

    private static Component only(String name) {
        List<Component> found = bill.components().stream()
                .filter(component -> component.name().equals(name))
                .toList();
        assertThat(found).as(name).hasSize(1);
        return found.get(0);
    }
}
