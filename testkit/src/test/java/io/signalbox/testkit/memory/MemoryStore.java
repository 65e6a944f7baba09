package io.signalbox.testkit.memory;

import io.signalbox.Eviction;
import io.signalbox.PermitMismatchException;
import io.signalbox.QueueView;
import io.signalbox.Resource;
import io.signalbox.ResourceKind;
import io.signalbox.ResourceView;
import io.signalbox.SignalboxException;
import io.signalbox.StoreUnavailableException;
import io.signalbox.Subscription;
import io.signalbox.spi.Clock;
import io.signalbox.spi.CommonOptions;
import io.signalbox.spi.Contender;
import io.signalbox.spi.ContenderListener;
import io.signalbox.spi.Grant;
import io.signalbox.spi.Participant;
import io.signalbox.spi.PermitQueue;
import io.signalbox.spi.Store;
import io.signalbox.spi.StoreConfig;
import io.signalbox.spi.Tenure;
import io.signalbox.spi.VersionedFlag;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * One client of a {@link World}. Everything happens on its one thread, in order; requests that cannot be sent now wait in
 * the outbox.
 */
final class MemoryStore implements Store {

    private final World world;
    private final Participant self;
    private final Duration timeout;
    private final ScheduledThreadPoolExecutor events;
    private final Map<Resource, List<LongConsumer>> observers = new HashMap<>();
    private final Map<Resource, Long> staleVersions = new HashMap<>();
    private final Map<Resource, Long> toldVersions = new ConcurrentHashMap<>();
    private final Deque<Runnable> outbox = new ArrayDeque<>();
    private final List<Place> places = new CopyOnWriteArrayList<>();
    private volatile boolean connected = true;
    private volatile boolean loseReply;
    private volatile boolean closed;
    private volatile int watches;
    private long session;
    private Tenure tenure;

    MemoryStore(World world, StoreConfig config) {
        this.world = world;
        this.self = config.self();
        this.timeout = config.get(CommonOptions.SESSION_TIMEOUT);
        this.events = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "mem-" + self.label());
            thread.setDaemon(true);
            return thread;
        });
        world.stores.add(this);
        newSession();
        long period = timeout.toNanos() / 6;
        events.scheduleAtFixedRate(this::beat, period, period, TimeUnit.NANOSECONDS);
    }

    Participant self() {
        return self;
    }

    int watches() {
        return watches;
    }

    // ------------------------------------------------------------------ session

    private void newSession() {
        Clock.Moment now = clock().now();
        session = world.newSession(timeout);
        Duration told = switch (world.wrong) {
            case NEVER_TELLS_OF_A_LOSS -> Duration.ofSeconds(Long.MAX_VALUE);
            case TELLS_OF_A_LOSS_LATE -> timeout.multipliedBy(4);
            default -> timeout;
        };
        tenure = new Tenure(clock(), told, now);
    }

    /** A heartbeat, if the store can be reached. */
    private void beat() {
        if (isAnswering()) {
            Clock.Moment now = clock().now();
            if (world.touch(session)) {
                tenure.acknowledged(now);
            } else {
                renew();
            }
        }
    }

    private void renew() {
        if (world.wrong != Wrong.NEVER_TELLS_OF_A_LOSS) {
            tenure.end();
        }
        newSession();
        List<Place> old = List.copyOf(places);
        places.clear();
        if (world.wrong != Wrong.FORGETS_WAITERS_OF_A_LOST_SESSION) {
            old.forEach(Place::lostSession);
        }
        lookAtAll();
    }

    private void lookAtAll() {
        places.forEach(Place::look);
        if (world.wrong != Wrong.FORGETS_WATCHES_ON_RECONNECT) {
            observers.keySet().forEach(this::tellVersion);
        }
    }

    private boolean isAnswering() {
        return connected && !closed && !world.isStopped();
    }

    void expire() {
        run(() -> {
            world.end(session);
            wake();
        });
    }

    void cutOff() {
        connected = false;
        await(() -> {
            if (world.wrong != Wrong.NEVER_TELLS_OF_A_LOSS) {
                tenure.suspect();
            }
        });
    }

    void reconnect() {
        connected = true;
        run(() -> {
            if (world.wrong == Wrong.GOES_TO_THE_TAIL_ON_RECONNECT) {
                places.forEach(Place::joinAgain);
            }
            wakeNow();
            lookAtAll();
        });
    }

    void loseNextReply() {
        loseReply = true;
    }

    /** The connection may be back. */
    void wake() {
        run(this::wakeNow);
    }

    private void wakeNow() {
        beat();
        pump();
    }

    // ------------------------------------------------------------------ requests

    private void run(Runnable task) {
        try {
            events.execute(task);
        } catch (RejectedExecutionException e) {
            if (!closed) {
                throw e;
            }
        }
    }

    private void await(Runnable task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        run(() -> {
            task.run();
            done.complete(null);
        });
        done.completeOnTimeout(null, 5, TimeUnit.SECONDS).join();
    }

    private void send(Runnable request) {
        run(() -> {
            outbox.add(request);
            pump();
        });
    }

    private void pump() {
        while (!outbox.isEmpty() && isAnswering()) {
            Clock.Moment now = clock().now();
            if (!world.touch(session)) {
                renew();
                continue;
            }
            world.requests.incrementAndGet();
            outbox.remove().run();
            tenure.acknowledged(now);
        }
    }

    private <T> CompletionStage<T> ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (world.wrong == Wrong.BLOCKS_WHILE_STOPPED && world.isStopped()) {
            new CompletableFuture<Void>()
                    .completeOnTimeout(null, 3, TimeUnit.SECONDS)
                    .join();
        }
        send(() -> {
            T value = question.get();
            if (world.wrong == Wrong.ANSWERS_LATE) {
                events.schedule(() -> answer.complete(value), 1500, TimeUnit.MILLISECONDS);
            } else {
                answer.complete(value);
            }
        });
        return answer;
    }

    /** Something in the store has changed; called by the world, which is locked. */
    void changed(Resource resource) {
        if (!connected) {
            return; // what is sent while nobody listens is lost
        }
        run(() -> {
            if (isAnswering()) {
                beat();
                for (Place place : places) {
                    if (place.queue.resource.equals(resource)) {
                        if (world.wrong == Wrong.WAKES_THE_HERD) {
                            world.requests.incrementAndGet();
                        }
                        place.look();
                    }
                }
                tellVersion(resource);
            }
        });
    }

    private void tellVersion(Resource resource) {
        long version = world.version(resource);
        if (world.wrong == Wrong.TELLS_THE_FLAG_NOT_THE_VERSION && version % 2 == 0) {
            return;
        }
        toldVersions.put(resource, version);
        List.copyOf(observers.getOrDefault(resource, List.of())).forEach(observer -> observer.accept(version));
    }

    // ------------------------------------------------------------------ SPI

    @Override
    public Clock clock() {
        return Clock.SYSTEM;
    }

    @Override
    public PermitQueue queue(Resource resource) {
        return new Queue(resource);
    }

    @Override
    public VersionedFlag flag(Resource resource) {
        return new Flag(resource);
    }

    @Override
    public CompletionStage<List<ResourceView>> list(String prefix) {
        return ask(() -> world.list(prefix));
    }

    @Override
    public boolean isReachable() {
        return connected;
    }

    @Override
    public void close() {
        boolean answering = isAnswering();
        closed = true;
        if (answering && world.wrong != Wrong.LEAVES_THE_SESSION_ON_CLOSE) {
            world.end(session);
        }
        world.stores.remove(this);
        if (world.wrong != Wrong.LEAVES_A_THREAD_ON_CLOSE) {
            events.shutdownNow();
        }
    }

    private final class Queue implements PermitQueue {

        private final Resource resource;
        private final ReentrantLock guard = new ReentrantLock();
        private volatile int known;

        Queue(Resource resource) {
            this.resource = resource;
            this.known = resource.kind() == ResourceKind.LOCK ? 1 : 0;
        }

        @Override
        public ReentrantLock guard() {
            return guard;
        }

        @Override
        public Contender join(int permits, String thread, ContenderListener listener) {
            Place place = new Place(this, permits, thread, listener);
            send(place::join);
            if (world.wrong == Wrong.WAITS_IN_JOIN) {
                await(() -> {});
            }
            return place;
        }

        @Override
        public int knownSize() {
            return known;
        }

        @Override
        public CompletionStage<Integer> agree(int offer) {
            return ask(() -> known = world.agree(resource, offer));
        }

        @Override
        public CompletionStage<Void> resize(int size) {
            return ask(() -> {
                world.resize(resource, size);
                known = world.size(resource);
                return null;
            });
        }

        @Override
        public CompletionStage<QueueView> inspect() {
            return ask(() -> world.inspect(resource));
        }

        @Override
        public CompletionStage<Optional<Eviction>> evict(long token) {
            return ask(() -> world.evict(resource, token, self));
        }

        @Override
        public CompletionStage<Optional<Eviction>> lastEviction() {
            return ask(() -> world.lastEviction(resource));
        }
    }

    private enum State {
        WAITING,
        GRANTED,
        FAILED,
        LEFT
    }

    /** A contender. */
    private final class Place implements Contender {

        private final Queue queue;
        private final int permits;
        private final String thread;
        private final ContenderListener listener;
        private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
        private final CompletableFuture<Void> gone = new CompletableFuture<>();
        private World.Node node;
        private final List<World.Node> more = new ArrayList<>(0); // if it is wrong
        private final int sizeThen; // if it is wrong
        private boolean toldToWait;
        private boolean toldToBeRevoked;

        Place(Queue queue, int permits, String thread, ContenderListener listener) {
            this.queue = queue;
            this.permits = permits;
            this.thread = thread;
            this.listener = listener;
            this.sizeThen = world.size(queue.resource);
        }

        /** The request to join. */
        void join() {
            int weight = permits;
            for (; world.wrong == Wrong.STANDS_WITH_A_PLACE_PER_PERMIT && weight > 1; weight--) {
                more.add(world.add(queue.resource, session, 1, MemoryStore.this, thread));
            }
            node = world.add(queue.resource, session, weight, MemoryStore.this, thread);
            places.add(this);
            if (loseReply) {
                loseReply = false;
                connected = false;
                tenure.suspect();
                if (world.wrong == Wrong.FORGETS_LOST_REPLIES) {
                    node = world.add(queue.resource, session, permits, MemoryStore.this, thread);
                }
                events.schedule(MemoryStore.this::reconnect, 30, TimeUnit.MILLISECONDS);
            } else if (world.wrong == Wrong.ANSWERS_LATE) {
                events.schedule(this::look, 1500, TimeUnit.MILLISECONDS);
            } else {
                look();
            }
        }

        void joinAgain() {
            world.remove(queue.resource, node);
            node = world.add(queue.resource, session, permits, MemoryStore.this, thread);
        }

        /** Looks at the line. */
        void look() {
            queue.known = world.size(queue.resource);
            if (state.get() == State.GRANTED && !world.isInLine(queue.resource, node)) {
                revoked();
            }
            if (state.get() != State.WAITING) {
                return;
            }
            if (permits > queue.known && world.wrong != Wrong.KEEPS_WISHES_LARGER_THAN_THE_SIZE) {
                world.remove(queue.resource, node);
                fail(new PermitMismatchException("cannot acquire " + permits + " permits of " + queue.resource
                        + ": its size is " + queue.known));
            } else if (world.isHolding(queue.resource, node)) {
                if (state.compareAndSet(State.WAITING, State.GRANTED)) {
                    long first = world.wrong == Wrong.GRANTS_OVERLAPPING_TOKENS ? node.id() : node.firstToken();
                    listener.granted(new Grant(first, 1024, tenure));
                }
            } else if (!toldToWait) {
                toldToWait = true;
                listener.waiting();
            }
        }

        @Override
        public int outOf() {
            return switch (world.wrong) {
                case SAYS_THAT_IT_HAS_ALL -> permits;
                case NEVER_HEARS_OF_ANOTHER_SIZE -> sizeThen;
                default -> 0;
            };
        }

        private void fail(SignalboxException cause) {
            places.remove(this);
            if (state.compareAndSet(State.WAITING, State.FAILED)) {
                listener.failed(cause);
            }
        }

        private void revoked() {
            if (world.wrong != Wrong.NEVER_TELLS_WHO_IS_PUT_OUT && !toldToBeRevoked) {
                toldToBeRevoked = true;
                listener.revoked();
            }
        }

        void lostSession() {
            fail(new StoreUnavailableException("the session of a place in " + queue.resource + " is over"));
            gone.complete(null);
        }

        @Override
        public CompletionStage<Void> leave() {
            State before = state.getAndSet(State.LEFT);
            if (before == State.LEFT) {
                return gone;
            }
            if (world.wrong == Wrong.CONFIRMS_LEAVES_TOO_EARLY) {
                gone.complete(null);
                events.schedule(() -> send(this::remove), 30, TimeUnit.MILLISECONDS);
            } else {
                send(() -> {
                    if (before == State.GRANTED || world.wrong != Wrong.LEAKS_WHOEVER_LEAVES_THE_LINE) {
                        remove();
                    }
                    gone.complete(null);
                });
            }
            return gone;
        }

        private void remove() {
            places.remove(this);
            if (node != null) {
                world.remove(queue.resource, node);
            }
            more.forEach(other -> world.remove(queue.resource, other));
        }
    }

    private final class Flag implements VersionedFlag {

        private final Resource resource;
        private volatile LongConsumer leftObserver = version -> {};

        Flag(Resource resource) {
            this.resource = resource;
        }

        @Override
        public CompletionStage<Long> read() {
            Long told = world.wrong == Wrong.BELIEVES_ITS_WATCH ? toldVersions.get(resource) : null;
            if (told != null) {
                return CompletableFuture.completedFuture(told);
            }
            CompletionStage<Long> answer = ask();
            if (world.wrong == Wrong.TELLS_THAT_A_VERSION_IS_LEFT_TOO_EARLY) {
                answer.thenAccept(version -> run(() -> leftObserver.accept(version)));
            }
            return answer;
        }

        private CompletionStage<Long> ask() {
            return MemoryStore.this.ask(() -> {
                if (world.wrong == Wrong.READS_A_STALE_FLAG) {
                    long now = world.version(resource);
                    Long before = staleVersions.put(resource, now);
                    return before == null ? now : before;
                }
                return world.version(resource);
            });
        }

        @Override
        public CompletionStage<Long> advance(long from) {
            return MemoryStore.this.ask(() -> world.advance(resource, from));
        }

        @Override
        public Subscription watch(LongConsumer seen, LongConsumer left) {
            leftObserver = left;
            return watch(seen);
        }

        @Override
        public Subscription watch(LongConsumer observer) {
            run(() -> {
                observers.computeIfAbsent(resource, r -> new ArrayList<>()).add(observer);
                watches = observers.size();
            });
            send(() -> tellVersion(resource));
            return () -> run(() -> {
                List<LongConsumer> all = observers.getOrDefault(resource, new ArrayList<>());
                all.remove(observer);
                if (all.isEmpty() && world.wrong != Wrong.LEAKS_WATCHES) {
                    observers.remove(resource);
                }
                watches = observers.size();
            });
        }
    }
}
