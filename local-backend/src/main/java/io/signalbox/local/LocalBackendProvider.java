package io.signalbox.local;

import io.signalbox.ConfigurationException;
import io.signalbox.Resource;
import io.signalbox.ResourceKind;
import io.signalbox.spi.BackendProvider;
import io.signalbox.spi.CommonOptions;
import io.signalbox.spi.Option;
import io.signalbox.spi.Store;
import io.signalbox.spi.StoreConfig;
import java.util.List;

/** Finds the backend of {@code local:} and {@code local:<namespace>}. For {@link java.util.ServiceLoader}. */
public final class LocalBackendProvider implements BackendProvider {

    /** Made by {@link java.util.ServiceLoader}. */
    public LocalBackendProvider() {}

    @Override
    public String scheme() {
        return "local";
    }

    @Override
    public String urlForm() {
        return "local: or local:namespace";
    }

    @Override
    public List<Option<?>> options() {
        return List.of();
    }

    /**
     * Takes part in a namespace, which comes into being if this is the first.
     *
     * @param config address, options and who asks
     * @return the open store
     * @throws ConfigurationException if the address is no namespace
     */
    @Override
    public Store open(StoreConfig config) {
        String name = checked(config.address());
        return Namespace.open(
                name,
                namespace -> new LocalStore(
                        namespace,
                        config.self(),
                        config.get(CommonOptions.SESSION_TIMEOUT),
                        new SilenceClock(),
                        new EventThread("signalbox-local-" + name)));
    }

    /** The namespace of an address: empty, or of the alphabet of names. */
    static String checked(String address) {
        if (!address.isEmpty()) {
            try {
                new Resource(ResourceKind.LOCK, address);
            } catch (IllegalArgumentException e) {
                throw new ConfigurationException(
                        "cannot open \"local:" + address
                                + "\": a namespace is at most 255 letters, digits and . _ - with single slashes between"
                                + " segments, as a name is; write local: or local:namespace",
                        e);
            }
        }
        return address;
    }
}
