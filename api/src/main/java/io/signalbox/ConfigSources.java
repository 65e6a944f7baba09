package io.signalbox;

import io.signalbox.spi.Option;
import io.signalbox.spi.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The places outside the code where settings are looked up. */
final class ConfigSources {

    /**
     * A setting that was found.
     *
     * @param text its value
     * @param origin where
     */
    record Found(String text, String origin) {}

    private static final Logger LOG = LoggerFactory.getLogger(SignalboxConfig.class);
    private static final String FILE = "signalbox.properties";
    private static final String URL = "signalbox.url";

    /**
     * Names with our prefix that are no options: where to look, what the command's launcher reads, and what the command
     * gives to its children.
     */
    private static final Set<String> OTHER_VARIABLES = Set.of(
            "SIGNALBOX_URL",
            "SIGNALBOX_CONFIG",
            "SIGNALBOX_JAVA_OPTS",
            "SIGNALBOX_CACHE",
            "SIGNALBOX_LOG",
            "SIGNALBOX_RESOURCE",
            "SIGNALBOX_TOKEN",
            "SIGNALBOX_HOLDER");

    private final Map<String, String> system;
    private final Map<String, String> environment;
    private final Map<String, String> file;
    private final String fileName;
    private final @Nullable Path filePath;

    ConfigSources(Map<String, String> system, Map<String, String> environment, Path workingDirectory) {
        this.system = Map.copyOf(system);
        this.environment = Map.copyOf(environment);
        String named = environment.get("SIGNALBOX_CONFIG");
        Path local = workingDirectory.resolve(FILE);
        Properties properties = new Properties();
        if (named != null && !named.isEmpty()) {
            this.fileName = named;
            this.filePath = Path.of(named);
            readFile(properties, Path.of(named));
        } else if (Files.exists(local)) {
            this.fileName = FILE;
            this.filePath = local;
            readFile(properties, local);
        } else {
            this.fileName = FILE + " on the class path";
            this.filePath = null;
            readFromClassPath(properties);
        }
        Map<String, String> read = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> read.put(name, properties.getProperty(name)));
        this.file = Map.copyOf(read);
    }

    static ConfigSources ofThisProcess() {
        return ofThisProcess(System.getenv());
    }

    /** With a file of the caller's choice. */
    static ConfigSources ofThisProcess(Path file) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("SIGNALBOX_CONFIG", file.toString());
        return ofThisProcess(environment);
    }

    private static ConfigSources ofThisProcess(Map<String, String> environment) {
        Properties properties = System.getProperties();
        Map<String, String> ours = new HashMap<>();
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith("signalbox.")) {
                ours.put(name, properties.getProperty(name));
            }
        }
        return new ConfigSources(ours, environment, Path.of(""));
    }

    private static void readFile(Properties properties, Path path) {
        try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigurationException(
                    "cannot read the configuration file \"" + path + "\": " + e
                            + "; correct its name (SIGNALBOX_CONFIG) or the file",
                    e);
        }
    }

    private static void readFromClassPath(Properties properties) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try (InputStream in = loader == null ? null : loader.getResourceAsStream(FILE)) {
            if (in != null) {
                properties.load(new java.io.InputStreamReader(in, StandardCharsets.UTF_8));
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigurationException("cannot read " + FILE + " on the class path: " + e, e);
        }
    }

    @Nullable Found find(String propertyName, String environmentName) {
        String text = system.get(propertyName);
        if (text != null) {
            return new Found(text, "system property " + propertyName);
        }
        text = environment.get(environmentName);
        if (text != null) {
            return new Found(text, "environment variable " + environmentName);
        }
        text = file.get(propertyName);
        return text == null ? null : new Found(text, fileName);
    }

    /** A system property mostly comes from a command line, which others can see. */
    @Nullable Found findSecret(Option<?> option) {
        if (system.containsKey(option.propertyName())) {
            throw new ConfigurationException(
                    "option " + option.name() + " must not be a system property, which stands in a command line; "
                            + whereSecretsMayStand(option));
        }
        Found found = find(option.propertyName(), option.environmentName());
        Path path = filePath;
        if (found != null && path != null && found.origin().equals(fileName) && Secret.isExposed(path)) {
            LOG.warn("others than its owner may read \"{}\", which holds a secret; chmod 600 ends that", path);
        }
        return found;
    }

    static String whereSecretsMayStand(Option<?> option) {
        return "give it by the environment variable " + option.environmentName() + " or the properties file";
    }

    @Nullable Found findUrl() {
        return find(URL, "SIGNALBOX_URL");
    }

    /** Refuses names that are no options. In the environment, where others may use our prefix, it only warns. */
    void checkNames(Collection<Option<?>> options) {
        refuseOthers(system.keySet(), options, "system property");
        refuseOthers(file.keySet(), options, fileName + " has the key");
        for (String name : environment.keySet()) {
            if (name.startsWith("SIGNALBOX_")
                    && !OTHER_VARIABLES.contains(name)
                    && options.stream()
                            .noneMatch(option -> option.environmentName().equals(name))) {
                LOG.warn(
                        "environment variable {} is no option of Signalbox and has no effect; known: {}",
                        name,
                        sorted(OTHER_VARIABLES, options, Option::environmentName));
            }
        }
    }

    private static void refuseOthers(Set<String> names, Collection<Option<?>> options, String where) {
        for (String name : names) {
            if (!name.equals(URL)
                    && options.stream()
                            .noneMatch(option -> option.propertyName().equals(name))) {
                throw new ConfigurationException("unknown option: " + where + " " + name + "; known: "
                        + String.join(", ", sorted(Set.of(URL), options, Option::propertyName)));
            }
        }
    }

    private static Set<String> sorted(
            Set<String> others, Collection<Option<?>> options, Function<Option<?>, String> name) {
        Set<String> sorted = new TreeSet<>(others);
        options.forEach(option -> sorted.add(name.apply(option)));
        return sorted;
    }
}
