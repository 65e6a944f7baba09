package io.signalbox.spi;

import io.signalbox.Resource;
import io.signalbox.ResourceView;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * One participant's connection with a backend. It survives lost connections and lost sessions until it is closed.
 *
 * <p>Implementations are safe for use by many threads.
 */
public interface Store extends AutoCloseable {

    /**
     * The clocks by which the tenures of this store are measured.
     *
     * @return the same clock at every call
     */
    Clock clock();

    /**
     * The line of a lock or a semaphore. Called once a resource and process while the resource is in use; it costs no
     * request.
     *
     * @param resource a lock or a semaphore, with a valid name
     * @return its line
     */
    PermitQueue queue(Resource resource);

    /**
     * The flag of an event. It costs no request.
     *
     * @param resource an event, with a valid name
     * @return its flag
     */
    VersionedFlag flag(Resource resource);

    /**
     * Everything there is at and below a prefix: locks and semaphores somebody stands in line for, semaphores with an
     * agreed size, events that were ever set.
     *
     * @param prefix a valid name, or empty for everything; {@code "a"} covers {@code a} and {@code a/b}, not {@code ab}
     * @return what the store says now, sorted by kind and name
     */
    CompletionStage<List<ResourceView>> list(String prefix);

    /**
     * Whether, as far as is known without asking, requests are being answered.
     *
     * @return false while there is no connection
     */
    boolean isReachable();

    /**
     * Gives up everything this participant has in the store, and every thread, connection and watch. Called once, after
     * all contenders were told to leave. Waits a bounded time for the store, until it has confirmed; threads that have
     * nothing left to do but to end need not be waited for.
     */
    @Override
    void close();
}
