package io.signalbox.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows of cells, as wide as the widest of their column; at least two blanks between, none behind the last. */
final class Table {

    /** A text and how it is painted. */
    record Cell(String text, Colour colour) {}

    private final List<List<Cell>> rows = new ArrayList<>();

    /** A table with a row of headings. */
    static Table headed(String... headings) {
        Table table = new Table();
        List<Cell> cells = new ArrayList<>();
        for (String heading : headings) {
            cells.add(new Cell(heading, Colour.HEADING));
        }
        table.rows.add(cells);
        return table;
    }

    void add(List<Cell> cells) {
        rows.add(cells);
    }

    static Cell plain(Object text) {
        return new Cell(String.valueOf(text), Colour.PLAIN);
    }

    List<String> lines(boolean colourful) {
        return lines(colourful, Integer.MAX_VALUE);
    }

    /** What does not fit into the width is cut off. */
    List<String> lines(boolean colourful, int width) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<Cell> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).text().length());
            }
        }
        return rows.stream().map(row -> line(row, widths, colourful, width)).toList();
    }

    private static String line(List<Cell> row, int[] widths, boolean colourful, int width) {
        StringBuilder line = new StringBuilder();
        int last = row.size() - 1;
        while (last > 0 && row.get(last).text().isEmpty()) {
            last--;
        }
        int room = width;
        for (int i = 0; i <= last && room > 0; i++) {
            Cell cell = row.get(i);
            String text = cell.text().substring(0, Math.min(room, cell.text().length()));
            line.append(cell.colour().paint(text, colourful));
            room -= text.length();
            int gap = i < last ? Math.min(room, widths[i] - text.length() + 2) : 0;
            line.append(" ".repeat(Math.max(0, gap)));
            room -= gap;
        }
        return line.toString();
    }
}
