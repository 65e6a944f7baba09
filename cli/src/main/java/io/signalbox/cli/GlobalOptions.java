package io.signalbox.cli;

import io.signalbox.ConfigurationException;
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
        try {
            return config();
        } catch (ConfigurationException e) {
            if (url == null && isNothingConfigured(e)) {
                return null;
            }
            throw e;
        }
    }

    /** The api has no question for it; a test pins the words. */
    static boolean isNothingConfigured(ConfigurationException e) {
        return String.valueOf(e.getMessage()).contains("no URL is configured");
    }
}
