package io.signalbox.spi;

import io.signalbox.Finding;
import io.signalbox.SignalboxException;
import java.util.List;

/**
 * How a backend is found: by {@link java.util.ServiceLoader}, from the scheme of the URL.
 *
 * <p>Implementations have a public constructor without parameters (or a static {@code provider()} in a module) and no
 * state. One that was found is used again for as long as the same class loader looks, by any number of threads.
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

    /**
     * Looks at everything that a connection depends on, for people who wonder what is wrong. May block, for a bounded time.
     *
     * @implSpec This one opens the store, and closes it. A backend with servers tells of each of them. What cannot be
     *     looked at is a finding, not an exception.
     * @param config address, options and who asks
     * @return what was found, in the order of looking
     */
    default List<Finding> diagnose(StoreConfig config) {
        try (Store store = open(config)) {
            return store.isReachable()
                    ? List.of(new Finding(Finding.Level.OK, "store", "can be opened", ""))
                    : List.of(new Finding(Finding.Level.PROBLEM, "store", "was opened and does not answer", ""));
        } catch (SignalboxException e) {
            return List.of(new Finding(Finding.Level.PROBLEM, "store", String.valueOf(e.getMessage()), ""));
        }
    }
}
