package io.signalbox.cli;

import io.signalbox.ContenderView;
import io.signalbox.EventView;
import io.signalbox.QueueView;
import io.signalbox.ResourceView;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code watch} shows at one moment.
 *
 * @param heading one line
 * @param trouble why the table is old, or empty
 * @param table a row for each holder and waiter
 */
record Scene(String heading, String trouble, Table table) {

    static Scene of(String title, List<? extends ResourceView> views, String trouble, Instant now) {
        Table table = Table.headed("KIND", "NAME", "STATE", "WHO", "FOR", "PERMITS", "TOKEN");
        int waiting = 0;
        for (ResourceView view : views) {
            waiting += add(view, table, now);
        }
        String heading = now.truncatedTo(ChronoUnit.SECONDS) + "  " + title + "  " + views.size()
                + (views.size() == 1 ? " resource, " : " resources, ") + waiting + " waiting";
        return new Scene(heading, trouble, table);
    }

    /** Answers how many wait. */
    private static int add(ResourceView view, Table table, Instant now) {
        String kind = view.resource().kind().word();
        String name = view.resource().name();
        String state = Sight.state(view);
        if (view instanceof EventView event) {
            table.add(List.of(
                    Table.plain(kind),
                    Table.plain(name),
                    new Table.Cell(state, event.state().isSet() ? Colour.FREE : Colour.FAINT)));
            return 0;
        }
        QueueView queue = (QueueView) view;
        boolean first = true;
        for (ContenderView holder : queue.holders()) {
            table.add(row(first ? kind : "", first ? name : "", first ? state : "", Colour.HELD, holder, now));
            first = false;
        }
        if (first) {
            table.add(List.of(Table.plain(kind), Table.plain(name), new Table.Cell(state, Colour.FREE)));
        }
        for (ContenderView waiter : queue.waiters()) {
            table.add(row("", "", "waiting", Colour.FAINT, waiter, now));
        }
        return queue.waiters().size();
    }

    private static List<Table.Cell> row(
            String kind, String name, String state, Colour colour, ContenderView contender, Instant now) {
        return List.of(
                Table.plain(kind),
                Table.plain(name),
                new Table.Cell(state, colour),
                Table.plain(Sight.who(contender)),
                Table.plain(Sight.age(contender.since(), now)),
                Table.plain(contender.permits()),
                Table.plain(contender.token()));
    }

    /** As much as there is room for; the last line says how much there is not. */
    List<String> lines(Terminal.Size size, boolean colourful) {
        List<String> lines = new ArrayList<>();
        lines.add(Colour.HEADING.paint(cut(heading, size.columns()), colourful));
        lines.add(Colour.WRONG.paint(cut(trouble, size.columns()), colourful));
        List<String> rows = table.lines(colourful, size.columns());
        int room = Math.max(1, size.rows() - lines.size());
        if (rows.size() <= room) {
            lines.addAll(rows);
        } else {
            lines.addAll(rows.subList(0, room - 1));
            lines.add(cut(
                    "… and " + (rows.size() - room + 1) + " lines more; give a PREFIX to see less", size.columns()));
        }
        return lines;
    }

    private static String cut(String text, int columns) {
        return text.length() <= columns ? text : text.substring(0, columns);
    }
}
