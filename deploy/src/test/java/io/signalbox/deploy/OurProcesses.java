package io.signalbox.deploy;

import io.signalbox.cli.CommandModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What is started of ours, judged by the command itself. */
final class OurProcesses {

    private static final Pattern URL = Pattern.compile("zookeeper://([^/]+)(/.*)?");

    /** A start of the command, and a look at all its options, take a moment, and the same is asked for often. */
    private static final Map<Map<String, String>, String> ASKED = new ConcurrentHashMap<>();

    private static final Map<List<String>, Optional<String>> PARSED = new ConcurrentHashMap<>();

    private final List<String> findings;

    OurProcesses(List<String> findings) {
        this.findings = findings;
    }

    void check(Workload workload) {
        checkCommand(workload.where(), workload.arguments());
        Map<String, String> ours = workload.environment().entrySet().stream()
                .filter(variable -> variable.getKey().startsWith("SIGNALBOX_"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        if (!ours.containsKey("SIGNALBOX_URL")) {
            findings.add(workload.where() + ": no SIGNALBOX_URL");
        }
        String complaint = ASKED.computeIfAbsent(ours, OurProcesses::complaintAbout);
        if (!complaint.isEmpty()) {
            findings.add(workload.where() + ": " + complaint);
        }
    }

    void checkCommand(String where, List<String> arguments) {
        PARSED.computeIfAbsent(arguments, CommandModel::refusal)
                .ifPresent(refusal -> findings.add(where + ": signalbox " + arguments + ": " + refusal));
    }

    /** Every server of the URL has to be served by somebody. */
    void checkServed(Workload workload, Map<String, ? extends java.util.Collection<Integer>> served) {
        Matcher url = URL.matcher(workload.environment().getOrDefault("SIGNALBOX_URL", ""));
        if (!url.matches()) {
            findings.add(workload.where() + ": no URL of a ZooKeeper");
            return;
        }
        for (String server : url.group(1).split(",", -1)) {
            int colon = server.lastIndexOf(':');
            String host = server.substring(0, Math.max(colon, 0));
            int port = Integer.parseInt(server.substring(colon + 1));
            if (!served.containsKey(host)) {
                findings.add(workload.where() + ": nobody is called \"" + host + "\"");
            } else if (!served.get(host).contains(port)) {
                findings.add(workload.where() + ": nobody serves the port " + port + " of " + host);
            }
        }
    }

    /** {@code signalbox config} refuses a value that cannot be, and its log names a variable that is no option. */
    private static String complaintAbout(Map<String, String> variables) {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.signalbox.cli.Main",
                "config",
                "-v");
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("SIGNALBOX_"));
        environment.putAll(new HashMap<>(variables));
        builder.redirectErrorStream(true).redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        try {
            Process process = builder.start();
            List<String> lines =
                    new ArrayList<>(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList());
            int exitCode = process.waitFor();
            lines.removeIf(line -> exitCode == 0 && !line.contains("is no option"));
            return String.join("; ", lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
