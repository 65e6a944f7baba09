package io.signalbox.models;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * A model with its bounds, and what is asked of it.
 *
 * @param module the module that TLC reads
 * @param scene the file with the bounds, without its ending
 * @param changes lines of that file that are replaced, each by the constant that it sets, as in {@code MaxDrops = 2}
 * @param properties what is to be checked in place of what the file says; empty for that
 */
record ModelCheck(String module, String scene, List<String> changes, List<String> properties) {

    ModelCheck {
        changes = List.copyOf(changes);
        properties = List.copyOf(properties);
    }

    static ModelCheck of(String module, String scene) {
        return new ModelCheck(module, scene, List.of(), List.of());
    }

    ModelCheck with(String... moreChanges) {
        List<String> all = new ArrayList<>(changes);
        all.addAll(List.of(moreChanges));
        return new ModelCheck(module, scene, all, properties);
    }

    ModelCheck mutant(String name) {
        return with("Mutant = \"" + name + "\"");
    }

    /** Only these: invariants, or else temporal properties. */
    ModelCheck asking(String property) {
        return new ModelCheck(module, scene, changes, List.of(property));
    }

    String config() throws IOException {
        List<String> lines = new ArrayList<>();
        boolean dropping = false;
        List<String> missing = new ArrayList<>(changes);
        for (String line : Files.readAllLines(Tlc.MODELS.resolve(scene + ".cfg"), UTF_8)) {
            if (!line.startsWith(" ")) {
                dropping = !properties.isEmpty() && (line.startsWith("INVARIANT") || line.startsWith("PROPERT"));
            }
            if (dropping) {
                continue;
            }
            String changed = line;
            for (String change : changes) {
                String constant = change.substring(0, change.indexOf(" = ") + 3);
                if (line.strip().startsWith(constant)) {
                    changed = "    " + change;
                    missing.remove(change);
                }
            }
            lines.add(changed);
        }
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(scene + ".cfg does not set " + missing);
        }
        for (String property : properties) {
            lines.add((isTemporal(property) ? "PROPERTY " : "INVARIANT ") + property);
        }
        return String.join("\n", lines) + "\n";
    }

    /** Whether a property speaks of behaviours: the module then defines it by a box. */
    private boolean isTemporal(String property) throws IOException {
        String root = module.replace("Scenes", "");
        return Files.readAllLines(Tlc.MODELS.resolve(root + ".tla"), UTF_8).stream()
                .anyMatch(line -> line.startsWith(property + " ==") && line.contains("[]"));
    }

    @Override
    public String toString() {
        return scene + changes + properties;
    }
}
