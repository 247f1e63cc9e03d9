package io.ouroscope.cli;

import java.util.ArrayList;
import java.util.List;

/// A table in plain text. Column names that end in `>` are numbers, set to the right; the last column is never padded.
final class TextTable {
    private final List<String[]> rows = new ArrayList<>();
    private final boolean[] right;

    TextTable(String... columns) {
        right = new boolean[columns.length];
        String[] head = new String[columns.length];
        for (int i = 0; i < columns.length; i++) {
            right[i] = columns[i].endsWith(">");
            head[i] = right[i] ? columns[i].substring(0, columns[i].length() - 1) : columns[i];
        }
        rows.add(head);
    }

    void row(String... cells) {
        String[] clean = new String[cells.length];
        for (int i = 0; i < cells.length; i++) {
            clean[i] = PlainText.of(cells[i]);
        }
        rows.add(clean);
    }

    void print(Output out) {
        int[] widths = new int[right.length];
        for (String[] row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        for (String[] row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String padding = " ".repeat(widths[i] - row[i].length());
                boolean last = i == widths.length - 1;
                line.append(right[i] ? padding + row[i] : row[i] + (last ? "" : padding))
                        .append(last ? "" : "  ");
            }
            out.line(line.toString());
        }
    }
}
