package io.ouroscope.cli;

import io.ouroscope.analysis.tasks.Counts;
import io.ouroscope.analysis.tasks.Cycle;
import io.ouroscope.analysis.tasks.Filter;
import io.ouroscope.analysis.tasks.FoundText;
import io.ouroscope.analysis.tasks.NodeState;
import io.ouroscope.analysis.tasks.RowPage;
import io.ouroscope.analysis.tasks.TaskGraph;
import io.ouroscope.analysis.tasks.TaskRow;
import io.ouroscope.analysis.tasks.TextMatches;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tasks as an indented tree: below each task what it waits for. What stands in it once already is not unfolded again,
/// so that its length is that of the graph.
final class TaskTreeText {
    private static final int PAGE = 500;
    private static final int DEEPEST_INDENT = 30;
    private static final int CYCLES_TOLD = 10;

    private final TaskGraph tasks;
    private final Output out;
    private final Set<Long> unfolded = new HashSet<>();

    TaskTreeText(TaskGraph tasks, Output out) {
        this.tasks = tasks;
        this.out = out;
    }

    private record Step(TaskRow row, int depth) {}

    /// @param found if not null, only these, as a flat list that says where the text is
    void print(@Nullable TextMatches found) {
        summary(tasks.counts());
        for (int cycle = 0; cycle < Math.min(tasks.cycleCount(), CYCLES_TOLD); cycle++) {
            out.line("");
            cycle(tasks.cycle(cycle));
        }
        if (tasks.cycleCount() > CYCLES_TOLD) {
            out.line("… and " + (tasks.cycleCount() - CYCLES_TOLD) + " more cycles, marked below");
        }
        out.line("");
        if (found == null) {
            forest();
        } else {
            flat(found);
        }
    }

    private void summary(Counts counts) {
        out.line(String.format(
                Locale.ROOT,
                "%,d %s: %,d pending, %,d running, %,d done, %,d cancelled; %,d %s",
                counts.tasks(),
                counts.tasks() == 1 ? "task" : "tasks",
                counts.pending(),
                counts.running(),
                counts.done(),
                counts.cancelled(),
                counts.futures(),
                counts.futures() == 1 ? "future" : "futures"));
    }

    private void cycle(Cycle cycle) {
        int behind = cycle.behind().total();
        String more = behind == 0 ? "" : String.format(Locale.ROOT, " %,d more wait behind.", behind);
        out.line("Cycle " + (cycle.index() + 1) + ": " + cycle.sentence() + more);
        for (int i = 0; i < cycle.nodes().size(); i++) {
            TaskRow next = cycle.nodes().get((i + 1) % cycle.nodes().size());
            out.line("  "
                    + PlainText.of(label(cycle.nodes().get(i)) + "  -> " + next.name() + "  ("
                            + cycle.edges().get(i).text() + ")"));
        }
    }

    private void forest() {
        for (int offset = 0; ; offset += PAGE) {
            RowPage page = tasks.roots(Filter.UNFINISHED, offset, PAGE);
            page.rows().forEach(this::tree);
            if (offset + PAGE >= page.total()) {
                return;
            }
        }
    }

    private void flat(TextMatches matches) {
        Filter filter = new Filter(matches, EnumSet.allOf(NodeState.class));
        for (int offset = 0; ; offset += PAGE) {
            RowPage page = tasks.roots(filter, offset, PAGE);
            page.rows().forEach(row -> {
                line(row, 0, false);
                FoundText found = tasks.where(row.address(), matches);
                if (found != null && found.where() == FoundText.Where.LOCAL) {
                    out.line("    "
                            + PlainText.of(
                                    found.line() + "  in " + found.place().function()));
                }
            });
            if (offset + PAGE >= page.total()) {
                return;
            }
        }
    }

    private void tree(TaskRow root) {
        Deque<Step> open = new ArrayDeque<>();
        open.push(new Step(root, 0));
        while (!open.isEmpty()) {
            Step step = open.pop();
            boolean again = !unfolded.add(step.row.address());
            line(step.row, step.depth, again && step.row.childCount() > 0);
            if (!again) {
                children(step.row.address()).reversed().forEach(child -> open.push(new Step(child, step.depth + 1)));
            }
        }
    }

    private List<TaskRow> children(long parent) {
        var children = new ArrayList<TaskRow>();
        while (true) {
            RowPage page = tasks.children(parent, above -> false, children.size(), PAGE);
            children.addAll(page.rows());
            if (page.rows().isEmpty() || children.size() >= page.total()) {
                return children;
            }
        }
    }

    private void line(TaskRow row, int depth, boolean seeAbove) {
        String indent = "  ".repeat(Math.min(depth, DEEPEST_INDENT));
        String deeper = depth > DEEPEST_INDENT ? "[" + depth + " deep] " : "";
        String how = row.waits() == null ? "" : "  (" + row.waits().text() + ")";
        String cycle = row.cycle() < 0 ? "" : "  <- cycle " + (row.cycle() + 1);
        out.line(indent + PlainText.of(deeper + label(row) + how + cycle + (seeAbove ? "  … see above" : "")));
    }

    private static String label(TaskRow row) {
        var label = new StringBuilder(row.name());
        if (!row.coroutine().isEmpty()) {
            label.append("  ").append(row.coroutine());
        }
        if (!row.place().shortText().isEmpty()) {
            label.append("  ").append(row.place().shortText());
        }
        if (row.state() != NodeState.PENDING) {
            label.append("  ").append(row.state().name().toLowerCase(Locale.ROOT));
        }
        return label.toString();
    }
}
