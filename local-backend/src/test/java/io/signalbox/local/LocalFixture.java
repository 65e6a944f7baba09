package io.signalbox.local;

import io.signalbox.QueueView;
import io.signalbox.ResourceView;
import io.signalbox.Signalbox;
import io.signalbox.SignalboxConfig;
import io.signalbox.testkit.StoreFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A namespace of its own; the faults are those of {@link LocalControl}. */
final class LocalFixture implements StoreFixture {

    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    private final String namespace = "contract-" + NAMESPACES.incrementAndGet();
    private final LocalControl control = LocalControl.of(namespace);
    private final Map<Signalbox, LocalParticipant> participants = new ConcurrentHashMap<>();
    private final List<Thread> menders = new ArrayList<>();
    private volatile boolean closed;

    @Override
    public String url() {
        return "local:" + namespace;
    }

    @Override
    public Signalbox open(Map<String, String> options) {
        SignalboxConfig.Builder builder = SignalboxConfig.builder().url(url());
        options.forEach(builder::option);
        Signalbox box = Signalbox.open(builder.build());
        participants.put(box, control.participant(options.get("label")));
        return box;
    }

    private LocalParticipant of(Signalbox box) {
        return participants.get(box);
    }

    @Override
    public boolean expire(Signalbox box) {
        of(box).expire();
        return true;
    }

    @Override
    public boolean cutOff(Signalbox box) {
        of(box).suspend();
        return true;
    }

    @Override
    public void reconnect(Signalbox box) {
        of(box).restore();
    }

    /** The connection goes with the reply; a thread mends it, as a client does by itself. */
    @Override
    public boolean loseNextReply(Signalbox box) {
        LocalParticipant participant = of(box);
        participant.loseNextReply();
        Thread mender = new Thread(() -> mendWhenCut(participant), "mender");
        menders.add(mender);
        mender.start();
        return true;
    }

    private void mendWhenCut(LocalParticipant participant) {
        while (!closed && !participant.isSuspended()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        if (!closed) {
            participant.restore();
        }
    }

    @Override
    public boolean stopStore() {
        participants.values().forEach(LocalParticipant::suspend);
        return true;
    }

    @Override
    public void startStore() {
        control.participants().forEach(LocalParticipant::restore); // the closed ones are no longer among them
    }

    @Override
    public OptionalInt contenders() {
        int contenders = 0;
        try (Signalbox observer = Signalbox.open(url())) {
            for (ResourceView view : observer.list("")) {
                if (view instanceof QueueView queue) {
                    contenders += queue.holders().size() + queue.waiters().size();
                }
            }
        }
        return OptionalInt.of(contenders);
    }

    @Override
    public OptionalInt sessions() {
        return OptionalInt.of(control.participants().size());
    }

    @Override
    public void close() {
        closed = true;
        for (Thread mender : menders) {
            try {
                mender.join(5000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        control.reset();
    }
}
