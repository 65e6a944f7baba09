package io.signalbox.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** A unit of systemd: sections, and what stands in them. */
final class UnitFile {

    private static final Pattern WORD = Pattern.compile("'[^']*'|[^ ]+");

    private static final Map<String, Set<String>> KNOWN = Map.of(
            "Unit", Set.of("Description", "Documentation", "Wants", "After"),
            "Service",
                    Set.of(
                            "Type",
                            "EnvironmentFile",
                            "Environment",
                            "ExecStart",
                            "KillMode",
                            "TimeoutStopSec",
                            "DynamicUser",
                            "CacheDirectory",
                            "NoNewPrivileges",
                            "PrivateDevices",
                            "PrivateTmp",
                            "ProtectHome",
                            "ProtectSystem",
                            "ProtectKernelModules",
                            "ProtectKernelTunables",
                            "ProtectControlGroups",
                            "RestrictAddressFamilies",
                            "RestrictNamespaces",
                            "LockPersonality",
                            "CapabilityBoundingSet",
                            "SystemCallArchitectures"),
            "Timer", Set.of("OnCalendar", "AccuracySec", "Unit"),
            "Install", Set.of("WantedBy"));

    /**
     * One line.
     *
     * @param section without its brackets
     * @param name left of the equals sign
     * @param value right of it
     */
    record Entry(String section, String name, String value) {}

    final String name;
    private final List<Entry> entries = new ArrayList<>();

    UnitFile(Path file, List<String> findings) throws IOException {
        this.name = file.getFileName().toString();
        String section = "";
        for (String line : Files.readAllLines(file)) {
            int equals = line.indexOf('=');
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("[") && line.endsWith("]")) {
                section = line.substring(1, line.length() - 1);
            } else if (equals < 1 || !KNOWN.getOrDefault(section, Set.of()).contains(line.substring(0, equals))) {
                findings.add(name + ": there is no \"" + line + "\" in [" + section + "]");
            } else {
                entries.add(new Entry(section, line.substring(0, equals), line.substring(equals + 1)));
            }
        }
    }

    List<String> values(String section, String key) {
        return entries.stream()
                .filter(entry -> entry.section().equals(section) && entry.name().equals(key))
                .map(Entry::value)
                .toList();
    }

    /** As systemd takes a command apart: quotes hold words together, and a dollar is written twice. */
    List<String> words(String section, String key) {
        return WORD.matcher(value(section, key))
                .results()
                .map(word -> word.group().replaceAll("^'|'$", "").replace("$$", "$"))
                .toList();
    }

    /** Empty if it is not there, or more than once. */
    String value(String section, String key) {
        List<String> all = values(section, key);
        return all.size() == 1 ? all.get(0) : "";
    }
}
