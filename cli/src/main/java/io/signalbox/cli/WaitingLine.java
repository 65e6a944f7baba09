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
            int room = 0;
            int line = 0;
            do {
                if (line++ % LINES_A_QUESTION == 0) {
                    seen = ask();
                    room = Terminal.size().columns() - 1;
                }
                console.draw(text(name(), seen, self, Instant.now(), room));
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

    /**
     * As "waiting for lock orders/42: 3 ahead, held by db-1 pid 4711 (import) for 12 s"; where that has no room, without the
     * label, or without who it is: that and since when is worth more than the end of a name.
     *
     * @param view null if the store does not answer
     * @param room of the line, in columns
     */
    static String text(String name, @Nullable QueueView view, Participant self, Instant now, int room) {
        List<String> forms = view == null ? List.of("the store does not answer") : forms(view, self, now);
        return forms.stream()
                .map(form -> "waiting for " + name + ": " + form)
                .filter(line -> line.length() <= room)
                .findFirst()
                .orElseGet(() -> cut("waiting for " + name + ": " + forms.get(forms.size() - 1), room));
    }

    private static String cut(String line, int room) {
        return line.length() <= room ? line : line.substring(0, room);
    }

    /** The longest first. */
    private static List<String> forms(QueueView view, Participant self, Instant now) {
        int ahead = placeOf(self, view.waiters());
        String begin = ahead == 0 ? "" : ahead + " ahead, ";
        List<ContenderView> holders = view.holders();
        if (holders.isEmpty()) {
            return List.of(begin + "held by nobody");
        }
        ContenderView first = holders.get(0);
        String end = " for "
                + duration(Math.max(0, Duration.between(first.since(), now).toSeconds()))
                + (holders.size() == 1 ? "" : " and " + (holders.size() - 1) + " more");
        Participant owner = first.owner();
        String who = owner.host().isEmpty()
                ? "a client of another library"
                : Sight.printable(owner.host()) + " pid " + owner.pid();
        String label = owner.label().isEmpty() ? "" : " (" + Sight.printable(owner.label()) + ")";
        return List.of(begin + "held by " + who + label + end, begin + "held by " + who + end, begin + "held" + end);
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
