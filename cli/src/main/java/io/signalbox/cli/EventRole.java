package io.signalbox.cli;

import io.signalbox.DistributedEvent;
import io.signalbox.Signalbox;
import io.signalbox.spi.Option;
import java.time.Duration;
import java.util.List;

/**
 * Waits for the event, or sets it.
 *
 * @param name of the event
 * @param part which of the three
 * @param time how long {@link Part#NON_BLOCK} waits at most, or {@link Part#SET} before it sets
 */
record EventRole(String name, Part part, Duration time) implements Role {

    /** Who does what. */
    enum Part {
        BLOCK,
        NON_BLOCK,
        SET
    }

    static final String BLOCK_STARTS = "wait_for_event: starting";
    static final String NON_BLOCK_STARTS = "wait_for_event_timeout: starting";
    static final String EVENT_IS_SET = "main: event is set";

    static String blockSaw(boolean set) {
        return "wait_for_event: e.is_set()-> " + asPythonWrites(set);
    }

    static String nonBlockSaw(boolean set) {
        return "wait_for_event_timeout: e.is_set()-> " + asPythonWrites(set);
    }

    private static String asPythonWrites(boolean value) {
        return value ? "True" : "False";
    }

    @Override
    public void play(Signalbox box, Report report) throws InterruptedException {
        DistributedEvent event = box.event(name);
        report.tell(Signal.READY);
        switch (part) {
            case BLOCK -> {
                report.tell(Signal.SAY, BLOCK_STARTS);
                event.await();
                report.tell(Signal.SAY, blockSaw(event.isSet()));
            }
            case NON_BLOCK -> {
                report.tell(Signal.SAY, NON_BLOCK_STARTS);
                boolean seen = event.await(time);
                report.tell(Signal.SAY, nonBlockSaw(seen && event.isSet()));
            }
            case SET -> {
                event.clear();
                Thread.sleep(time.toMillis());
                event.set();
                report.tell(Signal.SAY, EVENT_IS_SET);
            }
        }
    }

    @Override
    public List<String> arguments() {
        return List.of("event", "--name=" + name, "--part=" + part, "--time=" + Option.format(time));
    }
}
