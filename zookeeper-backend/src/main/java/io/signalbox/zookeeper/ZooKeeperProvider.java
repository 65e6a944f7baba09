package io.signalbox.zookeeper;

import io.signalbox.Finding;
import io.signalbox.spi.BackendProvider;
import io.signalbox.spi.Option;
import io.signalbox.spi.Store;
import io.signalbox.spi.StoreConfig;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds the backend for {@code zookeeper://host:port,host:port/path}. The path is the root under which everything is
 * kept; without one it is {@code /signalbox}.
 */
public final class ZooKeeperProvider implements BackendProvider {

    /**
     * Under what path locks are kept, for adopters who must exclude clients of other libraries on a path they already
     * have. Empty means {@code <root>/locks}.
     */
    public static final Option<String> LOCK_ROOT = Option.of(
            "zookeeper.lock-root",
            "",
            "the path under which locks are kept, if it is not <root>/locks",
            "an absolute ZooKeeper path, such as /myapp/locks",
            ZooKeeperAddress::checkPath);

    /** For {@link java.util.ServiceLoader}. */
    public ZooKeeperProvider() {}

    @Override
    public String scheme() {
        return "zookeeper";
    }

    @Override
    public String urlForm() {
        return "zookeeper://host:port,host:port/path";
    }

    @Override
    public List<Option<?>> options() {
        return Stream.concat(Stream.of(LOCK_ROOT), SecurityOptions.ALL.stream()).toList();
    }

    @Override
    public List<Finding> diagnose(StoreConfig config) {
        return new Diagnosis(ZooKeeperAddress.parse(config.address()), config).findings();
    }

    @Override
    public Store open(StoreConfig config) {
        return ZooKeeperStore.open(ZooKeeperAddress.parse(config.address()), config);
    }
}
