package io.signalbox.testkit.memory;

import io.signalbox.spi.BackendProvider;
import io.signalbox.spi.Option;
import io.signalbox.spi.Store;
import io.signalbox.spi.StoreConfig;
import java.util.List;

/** {@code mem:name}: a world in this JVM. */
public final class MemoryProvider implements BackendProvider {

    @Override
    public String scheme() {
        return "mem";
    }

    @Override
    public String urlForm() {
        return "mem:name";
    }

    @Override
    public List<Option<?>> options() {
        return List.of();
    }

    @Override
    public Store open(StoreConfig config) {
        return new MemoryStore(World.of(config.address()), config);
    }
}
