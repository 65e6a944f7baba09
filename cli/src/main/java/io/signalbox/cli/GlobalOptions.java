package io.signalbox.cli;

import io.signalbox.SignalboxConfig;
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
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Shows the log on standard error; -vv and -vvv show more.")
    private boolean[] verbose = {};

    @Nullable String url() {
        return url;
    }

    int verbosity() {
        return verbose.length;
    }

    /** The configured store. */
    SignalboxConfig config() {
        return url == null
                ? SignalboxConfig.load()
                : SignalboxConfig.builder().url(url).build();
    }

    /** The configured store, or null if no URL is configured anywhere. */
    @Nullable SignalboxConfig configIfAny() {
        return url == null && !SignalboxConfig.isConfigured() ? null : config();
    }
}
