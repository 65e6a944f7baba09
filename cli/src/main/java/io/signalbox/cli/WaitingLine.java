package io.signalbox.cli;

import io.signalbox.ContenderView;
import io.signalbox.QueueView;
import io.signalbox.Signalbox;
import io.signalbox.SignalboxException;
import io.signalbox.spi.Participant;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One line in a terminal that says what is waited for; it is gone when the wait is over. Silent where there is none. */
final class WaitingLine implements AutoCloseable {

    private static final long PATIENCE_MILLIS = 500;
    private static final long REDRAW_MILLIS = 1_000;

    /** The store is asked once in so many lines: each asking lists the queue. */
    private static final int LINES_A_QUESTION = 3;

    private final Console console;
    private final Wanted wanted;
    private final Participant self;
    private final Signalbox box;
    private final CountDownLatch over = new CountDownLatch(1);
    private final @Nullable Thread thread;

    private WaitingLine(Console console, Wanted wanted, Participant self, Signalbox box) {
        this.console = console;
        this.wanted = wanted;
        this.self = self;
        this.box = box;
        if (console.isTerminal()) {
            thread = new Thread(this::show, "says what is waited for");
            thread.setDaemon(true);
            thread.start();
        } else {
            thread = null;
        }
    }

    static WaitingLine show(Console console, Wanted wanted, Participant self, Signalbox box) {
        return new WaitingLine(console, wanted, self, box);
    }

    private void show() {
        try {
            if (over.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                return;
            }
            QueueView seen = null;
            int line = 0;
            do {
                seen = line++ % LINES_A_QUESTION == 0 ? ask() : seen;
                console.draw(seen == null ? "waiting for " + name() + ": the store does not answer" : text(seen));
            } while (!over.await(REDRAW_MILLIS, TimeUnit.MILLISECONDS));
            console.draw("");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable QueueView ask() {
        try {
            return wanted.inspect(box);
        } catch (SignalboxException e) {
            return null;
        }
    }

    private String name() {
        return wanted.resource().kind().word() + " " + wanted.resource().name();
    }

    private String text(QueueView view) {
        return "waiting for " + name() + ": " + text(view, self, Instant.now());
    }

    /** As "3 ahead, held by db-1 pid 4711 for 12 s". */
    static String text(QueueView view, Participant self, Instant now) {
        int ahead = placeOf(self, view.waiters());
        StringBuilder text = new StringBuilder(ahead == 0 ? "" : ahead + " ahead, ");
        List<ContenderView> holders = view.holders();
        if (holders.isEmpty()) {
            return text.append("held by nobody").toString();
        }
        ContenderView first = holders.get(0);
        long seconds = Math.max(0, Duration.between(first.since(), now).toSeconds());
        text.append("held by ").append(describe(first.owner())).append(" for ").append(duration(seconds));
        return text.append(holders.size() == 1 ? "" : " and " + (holders.size() - 1) + " more")
                .toString();
    }

    private static int placeOf(Participant self, List<ContenderView> waiters) {
        int place = 0;
        while (place < waiters.size()) {
            Participant owner = waiters.get(place).owner();
            if (owner.pid() == self.pid() && owner.host().equals(self.host())) {
                break;
            }
            place++;
        }
        return place;
    }

    private static String describe(Participant owner) {
        if (owner.host().isEmpty()) {
            return "a client of another library";
        }
        return owner.host() + " pid " + owner.pid() + (owner.label().isEmpty() ? "" : " (" + owner.label() + ")");
    }

    private static String duration(long seconds) {
        if (seconds < 120) {
            return seconds + " s";
        }
        return seconds < 7_200 ? seconds / 60 + " min" : seconds / 3_600 + " h";
    }

    @Override
    public void close() throws InterruptedException {
        over.countDown();
        if (thread != null) {
            thread.join(REDRAW_MILLIS);
        }
    }
}
