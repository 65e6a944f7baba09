package io.signalbox.faults;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Events are linearizable, and no pulse is missed: E1 and E2.
 *
 * @param findings what must not be
 * @param judged waits of which it is known what they should have answered
 */
record EventCheck(List<Finding> findings, int judged) {
    /*
     * A version counts the changes, so it is the order. Linearizable is what follows: who begins after another has ended
     * does not see a smaller version; set ends with an odd version and clear with an even one; a version is not seen before
     * somebody has begun to make it, and there are no more changes than attempts at them.
     *
     * A wait that was answered with yes is wrong if the event was clear all the time: a look that ended before the wait
     * began and one that began after it had ended saw one even version. A wait that was answered with no is wrong if some
     * call that began and ended within it saw an odd version, or if versions that were seen within it differ by two: then
     * it was set between. It counts up to its last look, a little before its time is over, though a process that stood still
     * then may answer much later. A wait begins when the store has confirmed it, which nobody tells. Its reading is sent at
     * the latest when one that was under way at the call is answered, or is to be tried again; a session is answered in order.
     * So it has been sent half a second after its client was answered something that it asked for after the call, and is
     * answered when something is that was asked for after that. What a lost connection swallowed meanwhile is asked again
     * soon, so another half second goes by.
     */
    private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** How much older than its answer a wait's last look may be. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(140);

    private record Call(Act act, long begin, long end, long deadline, Outcome outcome, long version, String client) {}

    private static final class Calls {
        final List<Call> seen = new ArrayList<>(); // with a version
        final List<Call> waits = new ArrayList<>();
        int attempts;
        final TreeMap<Long, Act> attemptsByTime = new TreeMap<>();
    }

    static EventCheck of(List<Entry> history) {
        Map<String, Calls> events = new HashMap<>();
        Map<String, TreeMap<Long, Long>> looks = new HashMap<>(); // of each client: when it asked, when it was answered
        Map<String, Entry> asked = new HashMap<>();
        for (Entry entry : history) {
            if (entry.act() != Act.SET
                    && entry.act() != Act.CLEAR
                    && entry.act() != Act.LOOK
                    && entry.act() != Act.AWAIT) {
                continue;
            }
            Calls calls = events.computeIfAbsent(entry.resource(), r -> new Calls());
            if (entry.outcome() == Outcome.INVOKE) {
                asked.put(entry.teller(), entry);
                if (entry.act() == Act.SET || entry.act() == Act.CLEAR) {
                    calls.attempts++;
                    calls.attemptsByTime.putIfAbsent(entry.at(), entry.act());
                }
                continue;
            }
            Entry begin = asked.remove(entry.teller());
            if (begin == null) {
                continue;
            }
            Call call = new Call(
                    entry.act(),
                    begin.at(),
                    entry.at(),
                    begin.at() + begin.aux(),
                    entry.outcome(),
                    entry.token(),
                    entry.client());
            if (entry.act() == Act.AWAIT) {
                calls.waits.add(call);
            } else if (entry.outcome() == Outcome.OK) {
                calls.seen.add(call);
                looks.computeIfAbsent(call.client, c -> new TreeMap<>()).put(call.begin, call.end);
            }
        }
        List<Finding> findings = new ArrayList<>();
        int judged = 0;
        for (Map.Entry<String, Calls> event : events.entrySet()) {
            order(event.getKey(), event.getValue(), findings);
            judged += waits(event.getKey(), event.getValue(), looks, findings);
        }
        return new EventCheck(findings, judged);
    }

    private static void order(String event, Calls calls, List<Finding> findings) {
        List<Call> byEnd = new ArrayList<>(calls.seen);
        byEnd.sort(Comparator.comparingLong(Call::end));
        List<Call> byBegin = new ArrayList<>(calls.seen);
        byBegin.sort(Comparator.comparingLong(Call::begin));
        int ended = 0;
        Call greatest = null;
        for (Call call : byBegin) {
            for (; ended < byEnd.size() && byEnd.get(ended).end - call.begin < 0; ended++) {
                if (greatest == null || byEnd.get(ended).version > greatest.version) {
                    greatest = byEnd.get(ended);
                }
            }
            if (greatest != null && call.version < greatest.version) {
                findings.add(new Finding("E2", event + " went back: " + greatest + ", then " + call));
            }
            if ((call.act == Act.SET && call.version % 2 == 0) || (call.act == Act.CLEAR && call.version % 2 == 1)) {
                findings.add(new Finding("E2", event + " is not what it was made: " + call));
            }
            if (call.version > calls.attempts) {
                findings.add(new Finding("E2", event + " changed more often than anybody tried: " + call));
            }
        }
        long sets = 0;
        long clears = 0;
        List<Map.Entry<Long, Act>> attempts = List.copyOf(calls.attemptsByTime.entrySet());
        int next = 0;
        for (Call call : byEnd) {
            for (; next < attempts.size() && attempts.get(next).getKey() - call.end < 0; next++) {
                if (attempts.get(next).getValue() == Act.SET) {
                    sets++;
                } else {
                    clears++;
                }
            }
            if ((call.version + 1) / 2 > sets || call.version / 2 > clears) {
                findings.add(new Finding("E2", event + " was seen before anybody made it so: " + call));
            }
        }
    }

    private static int waits(
            String event, Calls calls, Map<String, TreeMap<Long, Long>> looks, List<Finding> findings) {
        int judged = 0;
        List<Call> byEnd = new ArrayList<>(calls.seen);
        byEnd.sort(Comparator.comparingLong(Call::end));
        TreeMap<Long, Call> lastEnded = new TreeMap<>();
        Call last = null;
        for (Call call : byEnd) {
            if (last == null || call.version >= last.version) {
                last = call;
            }
            lastEnded.put(call.end, last);
        }
        TreeMap<Long, Call> firstBegun = new TreeMap<>();
        Call first = null;
        List<Call> byBegin = new ArrayList<>(calls.seen);
        byBegin.sort(Comparator.comparingLong(Call::begin).reversed());
        for (Call call : byBegin) {
            if (first == null || call.version <= first.version) {
                first = call;
            }
            firstBegun.put(call.begin, first);
        }
        for (Call wait : calls.waits) {
            if (wait.outcome == Outcome.OK) {
                Map.Entry<Long, Call> before = lastEnded.lowerEntry(wait.begin);
                Map.Entry<Long, Call> after = firstBegun.higherEntry(wait.end);
                if (before != null && after != null) {
                    judged++;
                    long version = before.getValue().version;
                    if (version % 2 == 0 && version == after.getValue().version) {
                        findings.add(new Finding("E1", "a wait saw " + event + " set, which was clear: " + wait));
                    }
                }
            } else if (wait.outcome == Outcome.EMPTY) {
                List<Call> within = within(wait, calls, looks);
                judged += within.isEmpty() ? 0 : 1;
                missed(within)
                        .ifPresent(call -> findings.add(
                                new Finding("E1", "a wait missed that " + event + " was set: " + wait + ", " + call)));
            }
        }
        return judged;
    }

    /** The calls that began and ended while a wait waited for certain. */
    private static List<Call> within(Call wait, Calls calls, Map<String, TreeMap<Long, Long>> looks) {
        long since = confirmed(wait, looks);
        long until = Math.min(wait.end, wait.deadline) - LOOK_NANOS;
        return calls.seen.stream()
                .filter(call -> call.begin >= since && call.end <= until)
                .toList();
    }

    /** The first call that shows that the event was set in the meantime. */
    private static Optional<Call> missed(List<Call> within) {
        long least = within.stream().mapToLong(Call::version).min().orElse(0);
        return within.stream()
                .filter(call -> call.version % 2 == 1 || call.version >= least + 2)
                .findFirst();
    }

    /** From when on a wait counts: when its client has been answered twice, see above. */
    private static long confirmed(Call wait, Map<String, TreeMap<Long, Long>> looks) {
        TreeMap<Long, Long> ofClient = looks.getOrDefault(wait.client, new TreeMap<>());
        Map.Entry<Long, Long> first = ofClient.ceilingEntry(wait.begin);
        Map.Entry<Long, Long> second = first == null ? null : ofClient.ceilingEntry(first.getValue() + SETTLE_NANOS);
        return second == null ? Long.MAX_VALUE : second.getValue() + SETTLE_NANOS;
    }
}
