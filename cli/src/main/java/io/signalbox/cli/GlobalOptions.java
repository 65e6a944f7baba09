package io.signalbox.cli;

import io.signalbox.SignalboxConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command has. */
final class GlobalOptions {

    @Option(
            names = "--url",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = {
                "The store: zookeeper://host:port,…/path or local:. Without it, the system property signalbox.url, the"
                        + " environment variable SIGNALBOX_URL and signalbox.properties are asked; a demo that finds"
                        + " nothing starts a ZooKeeper of its own."
            })
    private @Nullable String url;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description =
                    "The properties file to ask, instead of the one that SIGNALBOX_CONFIG names or signalbox.properties.")
    private @Nullable Path config;

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "Prints data as JSON, one object a line; for commands that show something.")
    private boolean json;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Shows the log on standard error; -vv and -vvv show more.")
    private boolean[] verbose = {};

    @Nullable String url() {
        return url;
    }

    /** Whether data is wanted as JSON. */
    boolean json() {
        return json;
    }

    /** The file of {@code --config}. */
    @Nullable Path configFile() {
        return config;
    }

    int verbosity() {
        return verbose.length;
    }

    /** The configured store. */
    SignalboxConfig config() {
        return builder().build();
    }

    /** What is asked for in the command line; the rest is looked up. */
    SignalboxConfig.Builder builder() {
        SignalboxConfig.Builder builder = SignalboxConfig.builder();
        if (url != null) {
            builder.url(url);
        }
        return config == null ? builder : builder.file(config);
    }

    /** The configured store, or null if no URL is configured anywhere. */
    @Nullable SignalboxConfig configIfAny() {
        return url == null && config == null && !SignalboxConfig.isConfigured() ? null : config();
    }

    /** The configured store, for a process that is called so; null to call it as is configured. */
    SignalboxConfig config(@Nullable String label) {
        return label == null ? config() : builder().option("label", label).build();
    }
}
