package io.signalbox.spi;

import java.util.List;

/**
 * How a backend is found: by {@link java.util.ServiceLoader}, from the scheme of the URL.
 *
 * <p>Implementations have a public constructor without parameters (or a static {@code provider()} in a module) and no
 * state.
 */
public interface BackendProvider {

    /**
     * What stands before the first colon of the URL.
     *
     * @return lower-case letters
     */
    String scheme();

    /**
     * How a URL of this backend looks, for messages: {@code zookeeper://host:port,…/path}.
     *
     * @return one line
     */
    String urlForm();

    /**
     * The options this backend has beyond {@link CommonOptions}. Their names begin with the scheme and a dot.
     *
     * @return every option
     */
    List<Option<?>> options();

    /**
     * Connects. The only method beside {@link Store#close()} that may block, for at most
     * {@link CommonOptions#CONNECTION_TIMEOUT}.
     *
     * @param config address, options and who asks
     * @return the open store
     * @throws io.signalbox.StoreUnavailableException if no server answers in time; names every address that was tried
     * @throws io.signalbox.ConfigurationException if the address or an option cannot be
     */
    Store open(StoreConfig config);
}
