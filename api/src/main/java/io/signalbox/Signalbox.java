package io.signalbox;

import io.signalbox.spi.Store;
import io.signalbox.spi.StoreConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One process's connection with a store, and all locks, semaphores and events there.
 *
 * <pre>{@code
 * try (Signalbox box = Signalbox.open("zookeeper://zk1:2181,zk2:2181,zk3:2181/myapp")) {
 *     try (Lease lease = box.lock("orders/42").acquire()) {
 *         store.write(order, lease.fencingToken());
 *     }
 * }
 * }</pre>
 *
 * <p>A process needs one; open it at the start and close it at the end. It survives lost connections and lost sessions.
 * Instances are safe for use by many threads.
 */
public final class Signalbox implements AutoCloseable {

    private final BoxRuntime runtime;
    private final Store store;
    private final String url;
    private final LineRegistry<PermitLine> queues = new LineRegistry<>();
    private final LineRegistry<EventLine> events = new LineRegistry<>();
    private final LeaseWatch leaseWatch;

    private Signalbox(SignalboxConfig config, StoreConfig storeConfig, Store store) {
        this.store = store;
        this.url = config.url();
        this.runtime = new BoxRuntime(store, storeConfig, config.executor());
        this.leaseWatch = new LeaseWatch(runtime, queues::all);
    }

    /**
     * Opens what is configured outside the code: the first found of the system property {@code signalbox.url}, the
     * environment variable {@code SIGNALBOX_URL}, and {@code signalbox.properties}; see {@link SignalboxConfig}.
     *
     * @return the open box
     * @throws ConfigurationException if nothing is configured, or something that cannot be
     * @throws StoreUnavailableException if no server answers within the connection timeout; names every address tried
     */
    public static Signalbox open() {
        return open(SignalboxConfig.load());
    }

    /**
     * Opens a URL. Options that it does not give are looked up as in {@link #open()}.
     *
     * @param url {@code zookeeper://host:port,…/path} or {@code local:} or {@code local:namespace}, with options as
     *     parameters: {@code ?session-timeout=10s&label=billing}
     * @return the open box
     * @throws ConfigurationException if the URL or an option cannot be
     * @throws StoreUnavailableException if no server answers within the connection timeout; names every address tried
     */
    public static Signalbox open(String url) {
        return open(SignalboxConfig.builder().url(url).build());
    }

    /**
     * Opens a configuration.
     *
     * @param config the configuration
     * @return the open box
     * @throws ConfigurationException if an option cannot be
     * @throws StoreUnavailableException if no server answers within the connection timeout; names every address tried
     */
    public static Signalbox open(SignalboxConfig config) {
        StoreConfig storeConfig = config.toStoreConfig();
        return new Signalbox(config, storeConfig, config.provider().open(storeConfig));
    }

    /**
     * Looks at everything that a connection depends on: servers, session, clocks, access. For people who wonder what is
     * wrong; blocks for a bounded time, some seconds for each server that cannot be reached.
     *
     * @param config the configuration
     * @return what was found, in the order of looking; never empty
     * @throws ConfigurationException if an option cannot be
     */
    public static List<Finding> diagnose(SignalboxConfig config) {
        return List.copyOf(config.provider().diagnose(config.toStoreConfig()));
    }

    /**
     * A lock. Costs no request, and answers the same lock for the same name.
     *
     * @param name see {@link Resource} for what is allowed
     * @return the lock
     * @throws IllegalArgumentException if the name is not allowed
     * @throws SignalboxClosedException if this is closed
     */
    public DistributedLock lock(String name) {
        return new DistributedLock(line(new Resource(ResourceKind.LOCK, name)));
    }

    /**
     * A semaphore. The first to open a name decides its size, for everybody, until it is resized.
     *
     * @param name see {@link Resource} for what is allowed
     * @param permits the size, at least 1
     * @return the semaphore
     * @throws IllegalArgumentException if the name is not allowed, or the size is less than 1
     * @throws PermitMismatchException if another size is in force; names both
     * @throws StoreUnavailableException if the store does not answer within the operation timeout
     * @throws SignalboxClosedException if this is closed
     */
    public DistributedSemaphore semaphore(String name, int permits) {
        Resource resource = new Resource(ResourceKind.SEMAPHORE, name);
        DistributedSemaphore.checkAtLeastOne("permits", permits);
        PermitLine line = line(resource);
        int inForce = BoxRuntime.join(runtime.ask("open " + resource, () -> line.queue.agree(permits)));
        if (inForce != permits) {
            throw new PermitMismatchException("cannot open " + resource + " with " + permits + " permits: its size is "
                    + inForce + "; open it with that size, or resize it");
        }
        return new DistributedSemaphore(line);
    }

    /**
     * A semaphore with whatever size is in force.
     *
     * @param name see {@link Resource} for what is allowed
     * @return the semaphore
     * @throws IllegalArgumentException if the name is not allowed
     * @throws PermitMismatchException if no size was ever agreed on
     * @throws StoreUnavailableException if the store does not answer within the operation timeout
     * @throws SignalboxClosedException if this is closed
     */
    public DistributedSemaphore semaphore(String name) {
        Resource resource = new Resource(ResourceKind.SEMAPHORE, name);
        PermitLine line = line(resource);
        if (BoxRuntime.join(runtime.ask("open " + resource, () -> line.queue.agree(0))) == 0) {
            throw new PermitMismatchException(
                    "cannot open " + resource + ": nobody has given it a size; open it with one");
        }
        return new DistributedSemaphore(line);
    }

    /**
     * An event. Costs no request, and answers the same event for the same name.
     *
     * @param name see {@link Resource} for what is allowed
     * @return the event
     * @throws IllegalArgumentException if the name is not allowed
     * @throws SignalboxClosedException if this is closed
     */
    public DistributedEvent event(String name) {
        runtime.ensureOpen();
        return new DistributedEvent(events.get(new Resource(ResourceKind.EVENT, name), r -> new EventLine(r, runtime)));
    }

    private PermitLine line(Resource resource) {
        runtime.ensureOpen();
        return queues.get(resource, r -> new PermitLine(r, runtime, leaseWatch));
    }

    /**
     * What there is in the store: locks and semaphores that somebody stands in line for, semaphores that have a size,
     * events that were ever set.
     *
     * @param prefix a name: lists it and everything below it; empty lists everything
     * @return sorted by kind and name
     * @throws IllegalArgumentException if the prefix is neither empty nor a name
     * @throws StoreUnavailableException if the store does not answer within the operation timeout
     * @throws SignalboxClosedException if this is closed
     */
    public List<ResourceView> list(String prefix) {
        if (!Objects.requireNonNull(prefix, "prefix").isEmpty()) {
            Resource.checkName("prefix", prefix);
        }
        return BoxRuntime.join(runtime.ask("list \"" + prefix + "\"", () -> store.list(prefix)));
    }

    /**
     * Puts a holder out by force, for operators: frees what it holds if it is still the one with that token, and leaves a
     * {@linkplain #lastEviction record}. A holder that merely waits is left alone.
     *
     * <p>What is put out is the holder's place in the store's line, and a place has a range of tokens, one for each of its
     * process's waiters that it serves in turn. Any token of the range names the place, so a process that has passed a
     * lock on among its own threads loses it all the same. If it has passed on all the permits of a semaphore, in several
     * places, it loses each lease with a token of the range. Waiters of that process join the line anew.
     *
     * <p><b>The holder goes on believing for a moment.</b> It is told of its loss as soon as it can be reached; whoever
     * waits may be granted before that, and a holder that is cut off or stopped learns of it when it is back.
     * Only the fencing token covers that time: see that the protected resource refuses tokens smaller than the greatest it
     * has seen, or that the holder is dead, before you call this.
     *
     * @param resource a lock or a semaphore
     * @param token a fencing token of the holder, positive
     * @return the record, or empty if nobody holds with that token, which changes nothing. If the answer of the store was
     *     lost and the question was asked again, empty may also mean that it is done: the record tells
     * @throws IllegalArgumentException if the resource is an event, or the token is not positive
     * @throws StoreUnavailableException if the store does not answer within the operation timeout; it may be done
     * @throws StoreAccessException if the store refuses it
     * @throws SignalboxClosedException if this is closed
     */
    public Optional<Eviction> evict(Resource resource, long token) {
        if (token < 1) {
            throw new IllegalArgumentException("token must be >= 1, was " + token);
        }
        PermitLine line = lineOf(resource);
        return BoxRuntime.join(runtime.ask("put a holder out of " + resource, () -> line.queue.evict(token)));
    }

    /**
     * Who was last put out of a resource by force, and by whom. The record outlives both.
     *
     * @param resource a lock or a semaphore
     * @return the record, or empty if there is none
     * @throws IllegalArgumentException if the resource is an event
     * @throws StoreUnavailableException if the store does not answer within the operation timeout
     * @throws SignalboxClosedException if this is closed
     */
    public Optional<Eviction> lastEviction(Resource resource) {
        PermitLine line = lineOf(resource);
        return BoxRuntime.join(runtime.ask("read the last eviction of " + resource, line.queue::lastEviction));
    }

    private PermitLine lineOf(Resource resource) {
        if (Objects.requireNonNull(resource, "resource").kind() == ResourceKind.EVENT) {
            throw new IllegalArgumentException(resource + " is held by nobody; give a lock or a semaphore");
        }
        return line(resource);
    }

    /**
     * Releases everything that is held through this box, ends every wait with {@link SignalboxClosedException}, and leaves
     * no thread, connection, watch or node. Waits for the store at most for the operation timeout; what it could not
     * confirm ends with the session. Returns when the store has ended the session: threads of the store's client, which
     * are daemons, may take a moment more to end by themselves. Idempotent, never throws.
     */
    @Override
    public void close() {
        if (!runtime.beginClose()) {
            return;
        }
        List<CompletableFuture<@Nullable Void>> ends = new ArrayList<>();
        queues.all().forEach(line -> ends.addAll(line.close()));
        events.all().forEach(EventLine::close);
        Lease.awaitUninterruptibly(
                CompletableFuture.allOf(ends.toArray(new CompletableFuture<?>[0])), runtime.operationTimeout.toNanos());
        store.close();
        runtime.endThreads();
    }

    /**
     * Where it is connected to, without credentials.
     *
     * @return the URL
     */
    @Override
    public String toString() {
        return "Signalbox[" + url + "]";
    }
}
