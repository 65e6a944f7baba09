package io.signalbox.faults;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A history written by hand, in milliseconds. */
final class Story {

    static final String LOCK = "lock/a";
    static final String EVENT = "event/e";

    private final List<Entry> entries = new ArrayList<>();

    static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    Story add(
            long at,
            String client,
            Act act,
            Outcome outcome,
            String resource,
            int permits,
            long token,
            long aux,
            String note) {
        entries.add(new Entry(nanos(at), client + ".1", "t", act, outcome, resource, permits, token, aux, note));
        return this;
    }

    Story asks(long at, String client, long within) {
        return add(at, client, Act.ACQUIRE, Outcome.INVOKE, LOCK, 1, 0, within < 0 ? -1 : nanos(within), "");
    }

    Story gets(long at, String client, long token) {
        return gets(at, client, LOCK, 1, token);
    }

    Story gets(long at, String client, String resource, int permits, long token) {
        return add(at, client, Act.ACQUIRE, Outcome.OK, resource, permits, token, 0, "");
    }

    Story isRefused(long at, String client) {
        return add(at, client, Act.ACQUIRE, Outcome.EMPTY, LOCK, 1, 0, 0, "");
    }

    /** Sees at some time another state than it last saw at an earlier one. */
    Story sees(long at, String client, String state, long last) {
        return add(at, client, Act.BELIEF, Outcome.OK, LOCK, 1, 0, nanos(last), state);
    }

    Story releases(long at, String client) {
        return releases(at, client, LOCK, at);
    }

    Story releases(long at, String client, String resource, long last) {
        add(at, client, Act.RELEASE, Outcome.INVOKE, resource, 1, 0, nanos(last), "HELD");
        return add(at, client, Act.RELEASE, Outcome.OK, resource, 1, 0, nanos(last), "");
    }

    Story isStopped(long from, long to, String client) {
        return add(from, client, Act.STOPPED, Outcome.OK, "-", 0, 0, nanos(to), "");
    }

    Story isKilled(long at, String client) {
        return add(at, client, Act.KILLED, Outcome.OK, "-", 0, 0, 0, "");
    }

    Story fault(long from, long to) {
        entries.add(new Entry(nanos(from), "faults", "-", Act.FAULT, Outcome.INVOKE, "-", 0, 0, 0, "x"));
        entries.add(new Entry(nanos(to), "faults", "-", Act.FAULT, Outcome.OK, "-", 0, 0, 0, "x"));
        return this;
    }

    /** A call on an event, from one time to another. */
    Story calls(long from, long to, String client, Act act, Outcome outcome, long version) {
        entries.add(call(from, client, act, Outcome.INVOKE, 0, nanos(10_000)));
        entries.add(call(to, client, act, outcome, version, 0));
        return this;
    }

    private static Entry call(long at, String client, Act act, Outcome outcome, long version, long aux) {
        return new Entry(nanos(at), client + ".1", act.name(), act, outcome, EVENT, 0, version, aux, "");
    }

    Story register(long at, Act act, Outcome outcome, String register, long token, long aux, String note) {
        entries.add(new Entry(nanos(at), "resource", "-", act, outcome, register, 0, token, aux, note));
        return this;
    }

    Story isTold(long at, String client, Outcome outcome, String register, String element) {
        return add(at, client, Act.WRITE, outcome, register, 0, 0, 0, element);
    }

    List<Entry> end() {
        List<Entry> all = new ArrayList<>(entries);
        all.sort(Comparator.comparingLong(Entry::at));
        return all;
    }
}
