package io.signalbox.deploy;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** YAML with nothing in it twice, and maps with no keys but those that are known. */
final class Yaml {

    private Yaml() {}

    static List<Map<String, Object>> documents(Path file) throws IOException {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        List<Map<String, Object>> documents = new ArrayList<>();
        try (Reader reader = Files.newBufferedReader(file)) {
            for (Object document : new org.yaml.snakeyaml.Yaml(new SafeConstructor(strict)).loadAll(reader)) {
                documents.add(map(document));
            }
        }
        return documents;
    }

    /** Empty for what is not there. */
    @SuppressWarnings("unchecked") // a key that is no text is seen as one that is not known
    static Map<String, Object> map(Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    static List<?> list(Object value) {
        return value == null ? List.of() : (List<?>) value;
    }

    static List<String> strings(Object value) {
        return list(value).stream().map(String::valueOf).toList();
    }

    static void refuseOthers(Map<String, Object> map, Set<String> known, String where, List<String> findings) {
        map.keySet().stream()
                .filter(key -> !known.contains(key))
                .forEach(key -> findings.add(where + ": there is no field \"" + key + "\""));
    }
}
