package io.signalbox.deploy;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** All that stands in the folder, read strictly, and judged against each other and against the command. */
final class Manifests {

    private static final Pattern IN_README =
            Pattern.compile("(?m)^(?:signalbox|docker compose -f deploy/compose.yaml run --rm cli) (.*)$");

    /** Those of machines that begin at the same second; with the start of a process. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

    private final Path folder;
    private final Path project;
    private final List<String> findings = new ArrayList<>();
    private final OurProcesses ours = new OurProcesses(findings);

    /**
     * Looks at nothing yet.
     *
     * @param folder with the manifests
     * @param project that they deploy
     */
    Manifests(Path folder, Path project) {
        this.folder = folder;
        this.project = project;
    }

    /** What is wrong, one line each. */
    List<String> findings() throws IOException {
        KubernetesCheck kubernetes = new KubernetesCheck(kustomization(), findings);
        kubernetes.check();
        check(kubernetes.workloads, kubernetes.served);
        ComposeCheck compose = new ComposeCheck(folder.resolve("compose.yaml"), findings);
        compose.check();
        check(compose.workloads, compose.served);
        checkImages(kubernetes, compose);
        checkUnits();
        checkReadme();
        return List.copyOf(findings);
    }

    /** All that can be applied without a login; and what can with one is looked at by itself. */
    private Kustomization kustomization() throws IOException {
        Path root = folder.resolve("kubernetes");
        Kustomization base = new Kustomization(root, findings);
        base.objects.stream()
                .filter(Job.class::isInstance)
                .forEach(job -> findings.add(KubernetesCheck.name(job)
                        + ": is applied again with all else, and a job that is there cannot be changed"));
        Kustomization login = new Kustomization(root.resolve("login"), findings);
        KubernetesCheck closed = new KubernetesCheck(login, findings);
        closed.check();
        check(closed.workloads, closed.served);
        base.add(new Kustomization(root.resolve("demo"), findings));
        login.add(base);
        login.refuseOthersIn(root);
        return base;
    }

    private void check(List<Workload> workloads, Map<String, ? extends java.util.Collection<Integer>> served) {
        workloads.stream().filter(Workload::isOurs).forEach(workload -> {
            ours.check(workload);
            ours.checkServed(workload, served);
        });
    }

    /** One tag of ZooKeeper everywhere, that of the library; one name of ours; and one user. */
    private void checkImages(KubernetesCheck kubernetes, ComposeCheck compose) throws IOException {
        String pom = Files.readString(project.resolve("pom.xml"));
        String zookeeper = "zookeeper:" + first(pom, "<zookeeper.version>(\\d+\\.\\d+)\\.");
        var expected = new TreeSet<>(List.of(zookeeper, "signalbox:latest"));
        if (!new TreeSet<>(kubernetes.images).equals(expected)) {
            findings.add("kubernetes: the images are " + kubernetes.images + ", not " + expected);
        }
        if (!new TreeSet<>(compose.images).equals(expected)) {
            findings.add("compose.yaml: the images are " + compose.images + ", not " + expected);
        }
        String dockerfile = Files.readString(folder.resolve("Dockerfile"));
        Long user = Long.valueOf(first(dockerfile, "(?m)^USER ([1-9]\\d*):[1-9]\\d*$"));
        kubernetes.users.stream()
                .filter(other -> !other.equals(user))
                .forEach(other -> findings.add("kubernetes: the image's user is " + user + ", not " + other));
        String java = first(pom, "<maven.compiler.release>(\\d+)<");
        for (String base : List.of("BUILD", "RUNTIME")) {
            String image = first(dockerfile, "(?m)^ARG " + base + "=(\\S+)$");
            if (!image.matches(".*\\b" + java + "\\b.*")) {
                findings.add("Dockerfile: " + image + " is not of Java " + java);
            }
        }
    }

    private String first(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            findings.add("nowhere: " + pattern);
            return "0";
        }
        return matcher.group(1);
    }

    private void checkUnits() throws IOException {
        Map<String, UnitFile> units = new HashMap<>();
        try (Stream<Path> files = Files.list(folder.resolve("systemd"))) {
            for (Path file :
                    files.filter(path -> !path.toString().endsWith(".env")).toList()) {
                UnitFile unit = new UnitFile(file, findings);
                units.put(unit.name, unit);
            }
        }
        for (UnitFile unit : units.values()) {
            if (unit.name.endsWith(".timer")) {
                if (!units.containsKey(unit.value("Timer", "Unit"))) {
                    findings.add(unit.name + ": there is no unit \"" + unit.value("Timer", "Unit") + "\"");
                }
                if (!unit.value("Timer", "AccuracySec").equals("1s")) {
                    findings.add(unit.name + ": each machine begins at a time of its own");
                }
                if (unit.value("Install", "WantedBy").isEmpty()) {
                    findings.add(unit.name + ": nothing wants it");
                }
            } else {
                checkService(unit);
            }
        }
    }

    private void checkService(UnitFile unit) throws IOException {
        Map<String, String> environment = new HashMap<>();
        List<String> lines = new ArrayList<>(unit.values("Service", "Environment"));
        String file = unit.value("Service", "EnvironmentFile");
        lines.addAll(Files.readAllLines(folder.resolve("systemd").resolve(file.substring(file.lastIndexOf('/') + 1))));
        for (String line : lines) {
            int equals = line.indexOf('=');
            if (!line.startsWith("#") && equals > 0) {
                environment.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        List<String> command = unit.words("Service", "ExecStart");
        if (!command.get(0).endsWith("/signalbox") || !command.contains("lock")) {
            findings.add(unit.name + ": is guarded by no lock");
        }
        Workload workload = new Workload(unit.name, "", command.subList(1, command.size()), environment);
        ours.check(workload);
        Nightly.check(workload, CLOCKS_DIFFER, false, findings);
    }

    /** The commands that the page shows. */
    private void checkReadme() throws IOException {
        Matcher commands = IN_README.matcher(Files.readString(folder.resolve("README.md")));
        int count = 0;
        while (commands.find()) {
            String line = commands.group(1).replaceFirst(" +#.*", "");
            ours.checkCommand("README.md", Arrays.asList(line.split(" +", -1)));
            count++;
        }
        if (count == 0) {
            findings.add("README.md: shows no command");
        }
    }
}
