package io.signalbox.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether compose.yaml has only what there is, and fits together. */
final class ComposeCheck {

    private static final Set<String> TOP = Set.of("services", "networks", "volumes");
    private static final Set<String> SERVICE = Set.of(
            "image",
            "build",
            "pull_policy",
            "restart",
            "networks",
            "healthcheck",
            "environment",
            "hostname",
            "volumes",
            "command",
            "read_only",
            "tmpfs",
            "cap_drop",
            "security_opt",
            "depends_on",
            "profiles");
    private static final Set<String> HEALTH = Set.of("test", "interval", "timeout", "retries");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{\\w+:-([^}]*)}");

    private final Path file;
    private final Map<String, Object> document;
    private final Map<String, Object> services;
    private final List<String> findings;

    /** Everything that is started. */
    final List<Workload> workloads = new ArrayList<>();

    /** Which ports are served under which name. */
    final Map<String, Set<Integer>> served = new HashMap<>();

    /** Of all services, with their tags. */
    final Set<String> images = new HashSet<>();

    private final List<Ensemble> ensembles = new ArrayList<>();

    ComposeCheck(Path file, List<String> findings) throws IOException {
        this.file = file;
        this.findings = findings;
        Map<String, Object> all = new HashMap<>(Yaml.documents(file).get(0));
        all.keySet().removeIf(key -> key.startsWith("x-")); // what is only to be merged
        this.document = all;
        this.services = Yaml.map(document.get("services"));
    }

    void check() {
        Yaml.refuseOthers(document, TOP, "compose.yaml", findings);
        services.forEach((name, service) -> checkService(name, Yaml.map(service)));
        long builders = services.values().stream()
                .map(Yaml::map)
                .filter(service -> service.containsKey("build") && !service.containsKey("profiles"))
                .count();
        if (builders != 1) {
            findings.add("compose.yaml: the image is built for " + builders + " services; once would do");
        }
        for (Ensemble ensemble : ensembles) {
            workloads.stream().filter(Workload::isOurs).forEach(client -> ensemble.checkSession(client.environment()));
            if (!ensemble.servers.equals(ensembles.get(0).servers)) {
                findings.add("compose.yaml: the servers do not agree who they are");
            }
        }
    }

    private void checkService(String name, Map<String, Object> service) {
        String where = "service " + name;
        Yaml.refuseOthers(service, SERVICE, where, findings);
        for (String network : Yaml.strings(service.get("networks"))) {
            refuseMissing(Yaml.map(document.get("networks")), network, where + ": there is no network");
        }
        for (String volume : Yaml.strings(service.get("volumes"))) {
            String source = volume.substring(0, volume.indexOf(':'));
            refuseMissing(Yaml.map(document.get("volumes")), source, where + ": there is no volume");
        }
        Yaml.map(service.get("depends_on")).forEach((other, how) -> {
            refuseMissing(services, other, where + ": there is no service");
            if (!Yaml.map(how).equals(Map.of("condition", "service_healthy"))
                    || !Yaml.map(services.get(other)).containsKey("healthcheck")) {
                findings.add(where + ": does not wait until " + other + " serves");
            }
        });
        checkBuild(Yaml.map(service.get("build")), where);
        if (Boolean.TRUE.equals(service.get("read_only"))
                && !Yaml.strings(service.get("tmpfs")).contains("/tmp")) {
            findings.add(where + ": its root is read-only, and /tmp cannot be written to");
        }
        Map<String, String> environment = new HashMap<>();
        Yaml.map(service.get("environment")).forEach((key, value) -> {
            environment.put(key, String.valueOf(value));
            if (!(value instanceof String)) {
                findings.add(where + ": the value of " + key + " is no text");
            }
        });
        String image = String.valueOf(service.get("image"));
        images.add(image);
        Workload workload = new Workload(
                where,
                image.substring(0, image.indexOf(':')),
                Yaml.strings(service.get("command")).stream()
                        .map(ComposeCheck::withDefaults)
                        .toList(),
                environment);
        workloads.add(workload);
        if (workload.isOurs()) {
            if (!"never".equals(service.get("pull_policy"))) {
                findings.add(where + ": would run what somebody else has published under the name of our image");
            }
        } else {
            checkServer(name, service, environment);
        }
    }

    private void checkServer(String name, Map<String, Object> service, Map<String, String> environment) {
        String where = "service " + name;
        Ensemble ensemble = new Ensemble(where, environment, findings);
        ensembles.add(ensemble);
        Ensemble.Server self = ensemble.servers.get(Integer.valueOf(environment.getOrDefault("ZOO_MY_ID", "0")));
        if (self == null || !self.host().equals(name)) {
            findings.add(where + ": is not the server that ZOO_MY_ID says");
        } else {
            served.put(name, Set.of(self.client()));
        }
        Map<String, Object> health = Yaml.map(service.get("healthcheck"));
        Yaml.refuseOthers(health, HEALTH, where + " healthcheck", findings);
        ensemble.checkProbe(String.join(" ", Yaml.strings(health.get("test"))));
    }

    private void checkBuild(Map<String, Object> build, String where) {
        Yaml.refuseOthers(build, Set.of("context", "dockerfile"), where + " build", findings);
        if (!build.isEmpty()) {
            String dockerfile = String.valueOf(build.get("dockerfile"));
            if (!Files.exists(file.resolveSibling(dockerfile.replaceFirst("^deploy/", "")))) {
                findings.add(where + ": there is no file \"" + dockerfile + "\"");
            }
        }
    }

    private void refuseMissing(Map<String, Object> map, String key, String complaint) {
        if (!map.containsKey(key)) {
            findings.add(complaint + " \"" + key + "\"");
        }
    }

    private static String withDefaults(String text) {
        return VARIABLE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(match.group(1)));
    }
}
