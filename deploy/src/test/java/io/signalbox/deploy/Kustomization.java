package io.signalbox.deploy;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A folder with a kustomization.yaml, and what it takes together. */
final class Kustomization {

    private static final Set<String> KNOWN =
            Set.of("apiVersion", "kind", "namespace", "resources", "images", "configMapGenerator");

    /** What it holds, in all folders below. */
    final List<HasMetadata> objects = new ArrayList<>();

    /** The generated maps, by name. */
    final Map<String, Map<String, String>> configMaps = new HashMap<>();

    /** The tags that images get, by name. */
    final Map<String, String> tags = new HashMap<>();

    private final List<String> findings;

    Kustomization(Path folder, List<String> findings) throws IOException {
        this.findings = findings;
        read(folder);
    }

    private void read(Path folder) throws IOException {
        Path file = folder.resolve("kustomization.yaml");
        String where = folder.getFileName() + "/kustomization.yaml";
        Map<String, Object> document = Yaml.documents(file).get(0);
        Yaml.refuseOthers(document, KNOWN, where, findings);
        Set<Path> taken = new HashSet<>(Set.of(file));
        for (String resource : Yaml.strings(document.get("resources"))) {
            Path path = folder.resolve(resource);
            taken.add(path);
            if (Files.isDirectory(path)) {
                read(path);
            } else if (Files.exists(path)) {
                readObjects(path);
            } else {
                findings.add(where + ": there is no file \"" + resource + "\"");
            }
        }
        try (Stream<Path> all = Files.list(folder)) {
            all.filter(path -> !taken.contains(path))
                    .forEach(path -> findings.add(where + " leaves out \"" + path.getFileName() + "\""));
        }
        readImages(document, where);
        readConfigMaps(document, where);
    }

    private void readObjects(Path path) throws IOException {
        for (Map<String, Object> document : Yaml.documents(path)) {
            StrictModel.parse(document, path.getFileName().toString(), findings).ifPresent(objects::add);
        }
    }

    private void readImages(Map<String, Object> document, String where) {
        for (Object element : Yaml.list(document.get("images"))) {
            Map<String, Object> image = Yaml.map(element);
            Yaml.refuseOthers(image, Set.of("name", "newName", "newTag"), where + " images", findings);
            tags.put(String.valueOf(image.get("name")), String.valueOf(image.get("newTag")));
        }
    }

    private void readConfigMaps(Map<String, Object> document, String where) {
        for (Object element : Yaml.list(document.get("configMapGenerator"))) {
            Map<String, Object> generator = Yaml.map(element);
            Yaml.refuseOthers(generator, Set.of("name", "literals"), where + " configMapGenerator", findings);
            Map<String, String> literals = new HashMap<>();
            for (String literal : Yaml.strings(generator.get("literals"))) {
                int equals = literal.indexOf('=');
                literals.put(literal.substring(0, equals), literal.substring(equals + 1));
            }
            configMaps.put(String.valueOf(generator.get("name")), literals);
        }
    }
}
