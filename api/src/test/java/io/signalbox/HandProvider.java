package io.signalbox;

import io.signalbox.spi.BackendProvider;
import io.signalbox.spi.Option;
import io.signalbox.spi.Secret;
import io.signalbox.spi.Store;
import io.signalbox.spi.StoreConfig;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** Finds the {@link HandStore} that a test has made. */
public final class HandProvider implements BackendProvider {

    static final Option<Integer> SPEED = Option.integer("hand.speed", 1, 1, 9, "an option of a backend's own");

    static final Option<Secret> KEY = Option.secret("hand.key", "a secret of a backend's own");

    private static final ConcurrentHashMap<String, HandStore> STORES = new ConcurrentHashMap<>();

    static void offer(String address, HandStore store) {
        STORES.put(address, store);
    }

    @Override
    public String scheme() {
        return "hand";
    }

    @Override
    public String urlForm() {
        return "hand:name";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(SPEED, KEY);
    }

    @Override
    public Store open(StoreConfig config) {
        return STORES.get(config.address());
    }
}
