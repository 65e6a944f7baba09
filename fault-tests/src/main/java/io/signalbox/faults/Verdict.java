package io.signalbox.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Reads the history of a whole run with every checker. */
final class Verdict {

    private Verdict() {}

    static Report of(List<Entry> history, Options options, String network) {
        Pauses pauses = Pauses.of(history);
        Belief.All beliefs = Belief.of(history);
        Map<String, Integer> sizes =
                Map.of(ClientMain.POOL, options.permits(), ClientMain.NARROW, ClientMain.NARROW_MOST);

        BeliefCheck held = BeliefCheck.of("I2/S1", beliefs.held(), sizes, pauses);
        BeliefCheck kept = BeliefCheck.of("C5", beliefs.kept(), sizes, pauses);
        UpdateCheck updates = UpdateCheck.of(history);
        EventCheck events = EventCheck.of(history);
        ProgressCheck progress = ProgressCheck.of(
                history,
                List.of(ClientMain.BUSY, ClientMain.POOL, ClientMain.NARROW),
                TimeUnit.MILLISECONDS.toNanos(options.progressMillis()));
        ProgressCheck slow = ProgressCheck.of(
                history, List.of(ClientMain.SLOW), TimeUnit.MILLISECONDS.toNanos(options.slowProgressMillis()));
        List<Finding> findings = new ArrayList<>();
        findings.addAll(TokenCheck.of(history));
        findings.addAll(held.findings());
        findings.addAll(kept.findings());
        findings.addAll(updates.findings());
        findings.addAll(events.findings());
        findings.addAll(progress.findings());
        findings.addAll(slow.findings());
        findings.addAll(AnswerCheck.of(history, pauses));
        history.stream()
                .filter(entry -> entry.act() == Act.LEFT)
                .forEach(entry -> findings.add(new Finding("left", entry.client() + " " + entry.note())));

        Map<String, Integer> grants = new TreeMap<>();
        Map<String, Integer> faults = new TreeMap<>();
        Map<String, Integer> ends = new TreeMap<>();
        for (Entry entry : history) {
            if (entry.act() == Act.ACQUIRE && entry.outcome() != Outcome.INVOKE) {
                ends.merge(entry.outcome().name().toLowerCase(Locale.ROOT), 1, Integer::sum);
                if (entry.outcome() == Outcome.OK) {
                    grants.merge(entry.resource(), 1, Integer::sum);
                }
            } else if (entry.is(Act.FAULT, Outcome.INVOKE)) {
                faults.merge(entry.note().split(" ", 2)[0], 1, Integer::sum);
            }
        }
        faults.remove(FaultRun.QUIET);
        int all = grants.values().stream().mapToInt(Integer::intValue).sum();
        int done = faults.values().stream().mapToInt(Integer::intValue).sum();
        List<String> lines = new ArrayList<>();
        lines.add("network     " + network);
        lines.add("seed        " + options.seed() + ", T = " + options.sessionMillis() + " ms, tick "
                + options.tickMillis() + " ms, syncLimit " + options.syncLimit() + ", " + options.clients()
                + " client JVMs");
        lines.add("faults      " + done + " " + faults);
        lines.add("grants      " + all + " " + grants + ", acquires " + ends);
        lines.add("lost        "
                + history.stream()
                        .filter(e -> e.act() == Act.BELIEF && e.note().equals("LOST"))
                        .count()
                + " leases told as lost, " + held.pauses() + " overlaps of belief while stopped, " + held.stalls()
                + " while the machine stood still");
        lines.add("updates     " + updates.acknowledged() + " acknowledged under the fence, " + updates.refused()
                + " stale refused");
        lines.add("events      " + events.judged() + " waits judged");
        lines.add("progress    " + (progress.judged() + slow.judged()) + " times after a fault, the longest "
                + progress.longestNanos() / 1_000_000 + " ms of " + options.progressMillis());
        boolean stopped = faults.containsKey(Kind.STOP_CLIENT.label());
        Report.Control open = new Report.Control(
                "updates lost without a fence", stopped ? updates.lostInTheOpen() : -1, "no client was stopped");
        return new Report(lines, findings, all, List.of(open));
    }
}
