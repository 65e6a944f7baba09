package io.signalbox.cli;

import io.signalbox.ContenderView;
import io.signalbox.EventView;
import io.signalbox.Eviction;
import io.signalbox.QueueView;
import io.signalbox.ResourceKind;
import io.signalbox.ResourceView;
import io.signalbox.spi.Participant;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How locks, semaphores and events look, to people and to programs. */
final class Sight {

    private Sight() {}

    // ------------------------------------------------------------------ for programs; see cli/README.md

    static Map<String, @Nullable Object> json(ResourceView view) {
        if (view instanceof EventView event) {
            return Json.object(
                    "kind", "event",
                    "name", event.resource().name(),
                    "set", event.state().isSet(),
                    "version", event.state().version());
        }
        QueueView queue = (QueueView) view;
        return Json.object(
                "kind", queue.resource().kind().word(),
                "name", queue.resource().name(),
                "size", queue.size(),
                "held", held(queue),
                "holders", queue.holders().stream().map(Sight::json).toList(),
                "waiters", queue.waiters().stream().map(Sight::json).toList());
    }

    static Map<String, @Nullable Object> json(ContenderView contender) {
        return Json.object(
                "host", contender.owner().host(),
                "pid", contender.owner().pid(),
                "label", contender.owner().label(),
                "thread", contender.thread(),
                "since", contender.since(),
                "permits", contender.permits(),
                "token", contender.token(),
                "id", contender.id());
    }

    static Map<String, @Nullable Object> json(Eviction eviction) {
        return Json.object(
                "kind", eviction.resource().kind().word(),
                "name", eviction.resource().name(),
                "at", eviction.at(),
                "by",
                        Json.object(
                                "host", eviction.by().host(),
                                "pid", eviction.by().pid(),
                                "label", eviction.by().label()),
                "holder", json(eviction.holder()));
    }

    // ------------------------------------------------------------------ for people

    /** One row a resource. */
    static Table table(List<? extends ResourceView> views, Instant now) {
        Table table = Table.headed("KIND", "NAME", "STATE", "WAITING", "HELD BY");
        views.forEach(view -> table.add(List.of(
                Table.plain(view.resource().kind().word()),
                Table.plain(view.resource().name()),
                new Table.Cell(state(view), isTaken(view) ? Colour.HELD : Colour.FREE),
                Table.plain(view instanceof QueueView queue ? queue.waiters().size() : ""),
                Table.plain(
                        view instanceof QueueView queue
                                ? queue.holders().stream()
                                        .map(holder -> who(holder) + " for "
                                                + age(holder.since(), now)
                                                + (queue.resource().kind() == ResourceKind.LOCK
                                                        ? ", token " + holder.token()
                                                        : ""))
                                        .collect(Collectors.joining("; "))
                                : ""))));
        return table;
    }

    /** One row a holder or waiter. */
    static Table table(QueueView queue, Instant now) {
        Table table = Table.headed("ROLE", "HOST", "PID", "LABEL", "THREAD", "PERMITS", "FOR", "TOKEN");
        queue.holders().forEach(holder -> table.add(row("holder", Colour.HELD, holder, now)));
        queue.waiters().forEach(waiter -> table.add(row("waiter", Colour.FAINT, waiter, now)));
        return table;
    }

    private static List<Table.Cell> row(String role, Colour colour, ContenderView contender, Instant now) {
        boolean known = !contender.owner().host().isEmpty();
        return List.of(
                new Table.Cell(role, colour),
                Table.plain(known ? printable(contender.owner().host()) : "unknown"),
                Table.plain(known ? contender.owner().pid() : "-"),
                Table.plain(dashed(contender.owner().label())),
                Table.plain(dashed(contender.thread())),
                Table.plain(contender.permits()),
                Table.plain(age(contender.since(), now)),
                Table.plain(contender.token()));
    }

    private static String dashed(String text) {
        return text.isEmpty() ? "-" : printable(text);
    }

    /** What others wrote may hold anything; a terminal shall not obey it. */
    static String printable(String text) {
        return text.replaceAll("\\p{Cc}", "?");
    }

    /** {@code held}, {@code 3 of 10}, {@code set} and so on. */
    static String state(ResourceView view) {
        if (view instanceof EventView event) {
            return event.state().isSet() ? "set" : "clear";
        }
        QueueView queue = (QueueView) view;
        if (queue.resource().kind() == ResourceKind.LOCK) {
            return queue.holders().isEmpty() ? "free" : "held";
        }
        return held(queue) + " of " + queue.size();
    }

    private static boolean isTaken(ResourceView view) {
        return view instanceof QueueView queue
                ? held(queue) >= queue.size()
                : !((EventView) view).state().isSet();
    }

    static int held(QueueView queue) {
        return queue.holders().stream().mapToInt(ContenderView::permits).sum();
    }

    /** Without how long, so that it changes only when somebody else holds. */
    static String line(ResourceView view) {
        String line = view.resource().kind().word() + " " + view.resource().name() + " " + state(view);
        if (view instanceof QueueView queue) {
            String holders = queue.holders().stream()
                    .map(holder -> who(holder) + " token " + holder.token())
                    .collect(Collectors.joining("; "));
            line += (holders.isEmpty() ? "" : " by " + holders) + ", "
                    + queue.waiters().size() + " waiting";
        }
        return line;
    }

    static String who(ContenderView contender) {
        return who(contender.owner());
    }

    static String who(Participant owner) {
        if (owner.host().isEmpty()) {
            return "another library's client";
        }
        String label = owner.label().isEmpty() ? "" : " (" + printable(owner.label()) + ")";
        return printable(owner.host()) + " pid " + owner.pid() + label;
    }

    /** In one or two units; never negative, whatever the clocks say. */
    static String age(Instant since, Instant now) {
        long seconds = Math.max(0, Duration.between(since, now).toSeconds());
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + "m" + seconds % 60 + "s";
        }
        return seconds < 86_400
                ? seconds / 3_600 + "h" + seconds % 3_600 / 60 + "m"
                : seconds / 86_400 + "d" + seconds % 86_400 / 3_600 + "h";
    }
}
