package io.signalbox;

import io.signalbox.spi.BackendProvider;
import io.signalbox.spi.CommonOptions;
import io.signalbox.spi.Option;
import io.signalbox.spi.Participant;
import io.signalbox.spi.StoreConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which store, and with what options. Immutable.
 *
 * <p>The URL is the first found of: one given in code; the system property {@code signalbox.url}; the environment variable
 * {@code SIGNALBOX_URL}; the key {@code signalbox.url} of a properties file. Each option is looked up alone, first found
 * wins: given in code; a parameter of the URL; the system property {@code signalbox.<name>}; the environment variable
 * {@code SIGNALBOX_<NAME>}; the key {@code signalbox.<name>} of the properties file. The file is the one that
 * {@code SIGNALBOX_CONFIG} names, else {@code signalbox.properties} in the working directory, else on the class path.
 *
 * <p>A scheme, option or value that is not known is an error that names what is allowed. (In the environment, where others
 * may choose names that begin alike, it is a warning in the log.) The options are in {@link CommonOptions} and in each
 * backend's documentation. A credential never stands in a URL.
 */
public final class SignalboxConfig {

    private final String url;
    private final String urlOrigin;
    private final BackendProvider provider;
    private final String address;
    private final Map<String, Object> values;
    private final Map<String, String> origins;
    private final Map<String, Option<?>> known = new TreeMap<>();
    private final @Nullable Executor executor;

    private SignalboxConfig(Builder builder, ConfigSources sources) {
        List<BackendProvider> providers = Backends.all();
        CommonOptions.ALL.forEach(option -> known.put(option.name(), option));
        providers.forEach(p -> p.options().forEach(option -> known.put(option.name(), option)));

        ConfigSources.Found foundUrl =
                builder.url != null ? new ConfigSources.Found(builder.url, "code") : configuredUrl(sources, providers);
        refuseSecrets(foundUrl.text(), known);
        ParsedUrl parsed = ParsedUrl.parse(foundUrl.text());
        this.provider = find(parsed.scheme(), providers);
        this.address = parsed.address();
        this.url = parsed.withoutParameters();
        this.urlOrigin = foundUrl.origin();
        this.executor = builder.executor;
        sources.checkNames(known.values());

        Map<String, Object> parsedValues = new LinkedHashMap<>();
        Map<String, String> from = new LinkedHashMap<>();
        refuseUnknown("the URL", parsed.parameters().keySet(), known);
        refuseUnknown("the configuration given in code", builder.options.keySet(), known);
        for (Option<?> option : known.values()) {
            ConfigSources.Found found = first(
                    found("code", builder.options.get(option.name())),
                    found("URL", parsed.parameters().get(option.name())),
                    option.isSecret()
                            ? sources.findSecret(option)
                            : sources.find(option.propertyName(), option.environmentName()));
            if (found != null) {
                parsedValues.put(option.name(), parse(option, found));
                from.put(option.name(), found.origin());
            }
        }
        this.values = Map.copyOf(parsedValues);
        this.origins = Map.copyOf(from);
    }

    private static ConfigSources.Found configuredUrl(ConfigSources sources, List<BackendProvider> providers) {
        ConfigSources.Found found = sources.findUrl();
        if (found == null) {
            throw new ConfigurationException(
                    "cannot open a Signalbox: no URL is configured; give one in code, or set the"
                            + " system property signalbox.url, the environment variable SIGNALBOX_URL, or signalbox.url in"
                            + " signalbox.properties, to " + forms(providers));
        }
        return found;
    }

    private static BackendProvider find(String scheme, List<BackendProvider> providers) {
        return providers.stream()
                .filter(p -> p.scheme().equals(scheme))
                .findFirst()
                .orElseThrow(() ->
                        new ConfigurationException("cannot open a Signalbox: there is no backend for the scheme \""
                                + scheme + "\"; known here: " + forms(providers)));
    }

    private static String forms(List<BackendProvider> providers) {
        return providers.isEmpty()
                ? "none; add signalbox-zookeeper or signalbox-local to the class path"
                : providers.stream().map(BackendProvider::urlForm).sorted().collect(Collectors.joining(" or "));
    }

    private static void refuseUnknown(String where, Iterable<String> names, Map<String, Option<?>> known) {
        for (String name : names) {
            if (!known.containsKey(name)) {
                throw new ConfigurationException("unknown option \"" + name + "\" in " + where + "; known: "
                        + String.join(", ", known.keySet()));
            }
        }
    }

    /** Before anything else is said of the URL: a wrong one may be wrong because of what stands in the secret. */
    private static void refuseSecrets(String url, Map<String, Option<?>> known) {
        for (Option<?> option : known.values()) {
            if (option.isSecret()
                    && (url.contains("?" + option.name() + "=") || url.contains("&" + option.name() + "="))) {
                throw new ConfigurationException("option " + option.name()
                        + " must not stand in a URL, which others may see; "
                        + ConfigSources.whereSecretsMayStand(option));
            }
        }
    }

    private static Object parse(Option<?> option, ConfigSources.Found found) {
        try {
            return option.parse(found.text());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    "option " + option.name() + " (from " + found.origin() + ") " + e.getMessage()
                            + (option.isSecret() ? "" : ", was \"" + found.text() + "\""),
                    e);
        }
    }

    private static ConfigSources.@Nullable Found found(String origin, @Nullable String text) {
        return text == null ? null : new ConfigSources.Found(text, origin);
    }

    private static ConfigSources.@Nullable Found first(ConfigSources.@Nullable Found... candidates) {
        for (ConfigSources.Found candidate : candidates) {
            if (candidate != null) {
                return candidate;
            }
        }
        return null;
    }

    /**
     * What is configured outside the code.
     *
     * @return the configuration
     * @throws ConfigurationException if nothing is configured, or something that cannot be
     */
    public static SignalboxConfig load() {
        return builder().build();
    }

    /**
     * Whether a URL is configured outside the code, so that {@link #load()} has a store to name. Asks the same places, and
     * does not look at what the URL says.
     *
     * @return false if neither the system property, nor the environment, nor the properties file has a URL
     * @throws ConfigurationException if the properties file cannot be read
     */
    public static boolean isConfigured() {
        return ConfigSources.ofThisProcess().findUrl() != null;
    }

    /**
     * Begins a configuration in code.
     *
     * @return a builder without a URL and options
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The URL, without its parameters.
     *
     * @return the URL
     */
    public String url() {
        return url;
    }

    /**
     * The value of an option.
     *
     * @param <T> its type
     * @param option the option
     * @return the configured value, or the default
     */
    public <T> T get(Option<T> option) {
        return toStoreConfig().get(option);
    }

    /**
     * Where each configured value came from.
     *
     * @return by option name; what has its default is not in it
     */
    public Map<String, String> origins() {
        return origins;
    }

    /**
     * Every setting that there is, with its value and where that came from, for people to look at.
     *
     * @return the URL first, then the options by name, those of other backends among them
     */
    public List<ConfiguredOption> settings() {
        List<ConfiguredOption> all = new ArrayList<>();
        all.add(new ConfiguredOption("url", url, urlOrigin, "which store"));
        known.values()
                .forEach(option ->
                        all.add(ConfiguredOption.of(option, values.get(option.name()), origins.get(option.name()))));
        return List.copyOf(all);
    }

    /**
     * What others see of a process that opens this configuration here: its host, process id and label.
     *
     * @return this process
     */
    public Participant self() {
        return toStoreConfig().self();
    }

    BackendProvider provider() {
        return provider;
    }

    @Nullable Executor executor() {
        return executor;
    }

    StoreConfig toStoreConfig() {
        StoreConfig anonymous = new StoreConfig(address, values, new Participant("", 0, ""));
        Participant self =
                new Participant(HostName.get(), ProcessHandle.current().pid(), anonymous.get(CommonOptions.LABEL));
        return new StoreConfig(address, values, self);
    }

    @Override
    public String toString() {
        return "SignalboxConfig[" + url + "]";
    }

    /** Collects a configuration. Not safe for use by many threads. */
    public static final class Builder {

        private @Nullable String url;
        private final Map<String, String> options = new LinkedHashMap<>();
        private @Nullable Path file;
        private @Nullable Executor executor;

        private Builder() {}

        /**
         * The URL.
         *
         * @param newUrl the URL
         * @return this
         */
        public Builder url(String newUrl) {
            this.url = Objects.requireNonNull(newUrl, "url");
            return this;
        }

        /**
         * An option.
         *
         * @param name as in a URL: {@code session-timeout}
         * @param value as in a URL: {@code 10s}
         * @return this
         */
        public Builder option(String name, String value) {
            options.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
            return this;
        }

        /**
         * The properties file to ask, instead of the one that {@code SIGNALBOX_CONFIG} names or that lies about.
         *
         * @param newFile a file that exists when {@link #build()} is called
         * @return this
         */
        public Builder file(Path newFile) {
            this.file = Objects.requireNonNull(newFile, "file");
            return this;
        }

        /**
         * Where listeners and completions of futures run. Without it, the box has a few threads of its own for them.
         *
         * @param newExecutor never rejects while the box is open, and is not closed with it
         * @return this
         */
        public Builder executor(Executor newExecutor) {
            this.executor = Objects.requireNonNull(newExecutor, "executor");
            return this;
        }

        /**
         * Looks up what was not given, and checks everything.
         *
         * @return the configuration
         * @throws ConfigurationException if there is no URL, or something that cannot be
         */
        public SignalboxConfig build() {
            return build(file == null ? ConfigSources.ofThisProcess() : ConfigSources.ofThisProcess(file));
        }

        SignalboxConfig build(ConfigSources sources) {
            return new SignalboxConfig(this, sources);
        }
    }

    /** The parts of a URL. */
    private record ParsedUrl(String scheme, String address, Map<String, String> parameters) {

        /** What is no name is not repeated either: it may be a secret behind a colon. */
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");

        static ParsedUrl parse(String url) {
            int colon = url.indexOf(':');
            String scheme = colon < 0 ? "" : url.substring(0, colon);
            if (!scheme.matches("[a-z][a-z0-9+-]*")) {
                throw new ConfigurationException(
                        "a URL must begin with a lower-case scheme and a colon, as zookeeper://host:2181/app or local:");
            }
            int question = url.indexOf('?');
            String address = url.substring(colon + 1, question < 0 ? url.length() : question);
            if (address.indexOf('@') >= 0) {
                throw new ConfigurationException(
                        "a " + scheme + " URL must not contain a credential (what stands before an"
                                + " @); give it by a file or the environment");
            }
            if (!address.chars().allMatch(c -> c > ' ' && c < 127)) {
                throw new ConfigurationException("a URL must consist of printable ASCII characters without spaces");
            }
            return new ParsedUrl(scheme, address, question < 0 ? Map.of() : parameters(url.substring(question + 1)));
        }

        private static Map<String, String> parameters(String query) {
            Map<String, String> parameters = new LinkedHashMap<>();
            List<String> pairs = new ArrayList<>(List.of(query.split("&", -1)));
            pairs.removeIf(String::isEmpty);
            for (String pair : pairs) {
                int equals = pair.indexOf('=');
                String name = pair.substring(0, Math.max(0, equals));
                if (!NAME.matcher(name).matches()) {
                    throw new ConfigurationException("URL parameter " + (pairs.indexOf(pair) + 1)
                            + " must have the form name=value, with a name of letters, digits and . _ -");
                }
                if (parameters.put(name, decode(name, pair.substring(equals + 1))) != null) {
                    throw new ConfigurationException("URL parameter \"" + name + "\" is given twice; give it once");
                }
            }
            return parameters;
        }

        /** The value may be a secret that should not be there, so it is not repeated. */
        private static String decode(String name, String text) {
            try {
                return java.net.URLDecoder.decode(text, java.nio.charset.StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                throw new ConfigurationException("the value of URL parameter \"" + name + "\" has a wrong % escape");
            }
        }

        String withoutParameters() {
            return scheme + ":" + address;
        }
    }
}
