package io.signalbox.cli;

import io.signalbox.SignalboxConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The options that every command has. */
final class GlobalOptions {

    private final Argument<String> url = Argument.option(
                    String.class,
                    "--url",
                    "URL",
                    "The store: zookeeper://host:port,…/path or local:. Without it, the system property signalbox.url, the"
                            + " environment variable SIGNALBOX_URL and signalbox.properties are asked; a demo that finds"
                            + " nothing starts a ZooKeeper of its own.")
            .inherited();

    private final Argument<Path> config = Argument.option(
                    Path.class,
                    "--config",
                    "FILE",
                    "The properties file to ask, instead of the one that SIGNALBOX_CONFIG names or signalbox.properties.")
            .inherited();

    private final Argument<Boolean> json = Argument.flag(
                    "Prints data as JSON, one object a line; for commands that show something.", "--json")
            .inherited();

    private final Argument<boolean[]> verbose = Argument.flags(
                    "Shows the log on standard error; -vv and -vvv show more.", "-v", "--verbose")
            .inherited();

    void addTo(CommandSpec command) {
        url.addTo(command);
        config.addTo(command);
        json.addTo(command);
        verbose.addTo(command);
    }

    @Nullable String url() {
        return url.orNull();
    }

    /** Whether data is wanted as JSON. */
    boolean json() {
        return json.value();
    }

    /** The file of {@code --config}. */
    @Nullable Path configFile() {
        return config.orNull();
    }

    int verbosity() {
        return verbose.value().length;
    }

    /** The configured store. */
    SignalboxConfig config() {
        return builder().build();
    }

    /** What is asked for in the command line; the rest is looked up. */
    SignalboxConfig.Builder builder() {
        SignalboxConfig.Builder builder = SignalboxConfig.builder();
        String store = url();
        if (store != null) {
            builder.url(store);
        }
        Path file = configFile();
        return file == null ? builder : builder.file(file);
    }

    /** The configured store, or null if no URL is configured anywhere. */
    @Nullable SignalboxConfig configIfAny() {
        return url() == null && configFile() == null && !SignalboxConfig.isConfigured() ? null : config();
    }

    /** The configured store, for a process that is called so; null to call it as is configured. */
    SignalboxConfig config(@Nullable String label) {
        return label == null ? config() : builder().option("label", label).build();
    }
}
