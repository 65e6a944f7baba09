package io.signalbox.deploy;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A folder with a kustomization.yaml, and what it takes together: what one {@code kubectl apply -k} applies. */
final class Kustomization {

    private static final Set<String> KNOWN = Set.of(
            "apiVersion", "kind", "namespace", "components", "resources", "images", "configMapGenerator", "patches");

    /** What it holds, in all folders it names. */
    final List<HasMetadata> objects = new ArrayList<>();

    /** The generated maps, by name. */
    final Map<String, Map<String, String>> configMaps = new HashMap<>();

    /** The tags that images get, by name. */
    final Map<String, String> tags = new HashMap<>();

    private final Set<Path> taken = new HashSet<>();
    private final List<String> findings;

    Kustomization(Path folder, List<String> findings) throws IOException {
        this.findings = findings;
        for (Map<String, Object> document : read(folder)) {
            StrictModel.parse(document, folder.getFileName().toString(), findings)
                    .ifPresent(objects::add);
        }
    }

    /** As if another one were applied, too. */
    void add(Kustomization other) {
        objects.addAll(other.objects);
        configMaps.putAll(other.configMaps);
        tags.putAll(other.tags);
        taken.addAll(other.taken);
    }

    /** A file that nobody applies is a mistake. */
    void refuseOthersIn(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            all.filter(path -> Files.isRegularFile(path) && !taken.contains(path.normalize()))
                    .forEach(path -> findings.add("nothing takes \"" + folder.relativize(path) + "\""));
        }
    }

    private List<Map<String, Object>> read(Path folder) throws IOException {
        String where = folder.getFileName() + "/kustomization.yaml";
        Path file = folder.resolve("kustomization.yaml");
        Map<String, Object> document = Yaml.documents(file).get(0);
        taken.add(file.normalize());
        Yaml.refuseOthers(document, KNOWN, where, findings);
        List<Map<String, Object>> documents = new ArrayList<>();
        for (String key : List.of("resources", "components")) {
            for (String name : Yaml.strings(document.get(key))) {
                Path path = folder.resolve(name).normalize();
                if (Files.isDirectory(path)) {
                    documents.addAll(read(path));
                } else {
                    documents.addAll(readFile(path, where));
                }
            }
        }
        readImages(document, where);
        readConfigMaps(document, where);
        for (Object element : Yaml.list(document.get("patches"))) {
            Yaml.refuseOthers(Yaml.map(element), Set.of("path"), where + " patches", findings);
            Path path = folder.resolve(String.valueOf(Yaml.map(element).get("path")));
            for (Map<String, Object> patch : readFile(path, where)) {
                patch(documents, patch, where);
            }
        }
        return documents;
    }

    private List<Map<String, Object>> readFile(Path path, String where) throws IOException {
        if (!Files.exists(path)) {
            findings.add(where + ": there is no file \"" + path.getFileName() + "\"");
            return List.of();
        }
        taken.add(path.normalize());
        return Yaml.documents(path);
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

    // ------------------------------------------------------------------ patches

    private void patch(List<Map<String, Object>> documents, Map<String, Object> patch, String where) {
        List<Map<String, Object>> targets = documents.stream()
                .filter(document -> identity(document).equals(identity(patch)))
                .toList();
        if (targets.isEmpty()) {
            findings.add(where + ": there is no " + identity(patch) + " to patch");
        }
        targets.forEach(target -> documents.set(documents.indexOf(target), merged(target, patch)));
    }

    private static List<Object> identity(Map<String, Object> document) {
        return List.of(
                String.valueOf(document.get("apiVersion")),
                String.valueOf(document.get("kind")),
                String.valueOf(Yaml.map(document.get("metadata")).get("name")));
    }

    /** As Kubernetes merges: a map by its keys, a list of things with names by these, and all else as a whole. */
    private static Map<String, Object> merged(Map<String, Object> base, Map<String, Object> patch) {
        Map<String, Object> result = new LinkedHashMap<>(base);
        patch.forEach((key, value) -> {
            if (value instanceof Map<?, ?> && result.get(key) instanceof Map<?, ?>) {
                result.put(key, merged(Yaml.map(result.get(key)), Yaml.map(value)));
            } else if (value instanceof List<?> list
                    && list.get(0) instanceof Map<?, ?> first
                    && first.containsKey("name")) {
                result.put(key, mergedByName(Yaml.list(result.get(key)), list));
            } else {
                result.put(key, value);
            }
        });
        return result;
    }

    private static List<Object> mergedByName(List<?> base, List<?> patch) {
        Map<Object, Object> named = new LinkedHashMap<>();
        base.forEach(element -> named.put(Yaml.map(element).get("name"), element));
        for (Object element : patch) {
            Object name = Yaml.map(element).get("name");
            named.merge(name, element, (old, fresh) -> merged(Yaml.map(old), Yaml.map(fresh)));
        }
        return List.copyOf(named.values());
    }
}
