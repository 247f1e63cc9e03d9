package io.ouroscope.analysis.tasks;

import io.ouroscope.progress.Progress;
import it.unimi.dsi.fastutil.ints.IntArrayList;

/// Looks for a text in all tasks and futures: first in what a list shows of each, which is quick, then in the local
/// variables of those that are left.
final class TaskSearch {
    private static final int NODES_A_CHUNK = 256;

    private final Nodes nodes;
    private final TextSearch lines;
    private final NodeReader reader;
    private final TextMatches matches;

    TaskSearch(Nodes nodes, TextSearch lines, NodeReader reader, TextMatches matches) {
        this.nodes = nodes;
        this.lines = lines;
        this.reader = reader;
        this.matches = matches;
    }

    void run(Progress progress) {
        searchVariables(searchLines(progress), progress);
    }

    /// @return the unfinished tasks that are left; others have no frames
    private IntArrayList searchLines(Progress progress) {
        int count = nodes.count();
        progress.stage("Searching names and places", count);
        var left = new IntArrayList();
        var found = new IntArrayList();
        for (int start = 0; start < count; start += NODES_A_CHUNK) {
            int end = Math.min(count, start + NODES_A_CHUNK);
            for (int node = start; node < end; node++) {
                if (lines.finds(node)) {
                    found.add(node);
                } else if (nodes.kind(node) == NodeKind.TASK && !nodes.finished(node)) {
                    left.add(node);
                }
            }
            matches.add(found);
            found.clear();
            progress.done(end);
            progress.check();
        }
        return left;
    }

    private void searchVariables(IntArrayList tasks, Progress progress) {
        progress.stage("Searching local variables", tasks.size());
        var locals = new LocalsSearch(reader, matches);
        int[] found = new int[NODES_A_CHUNK];
        long[] generators = new long[NODES_A_CHUNK];
        for (int start = 0; start < tasks.size(); start += NODES_A_CHUNK) {
            int end = Math.min(tasks.size(), start + NODES_A_CHUNK);
            int count = 0;
            for (int i = start; i < end; i++) {
                long generator = locals.find(tasks.getInt(i), progress);
                if (generator != 0) {
                    found[count] = tasks.getInt(i);
                    generators[count++] = generator;
                }
            }
            matches.add(found, generators, count);
            progress.done(end);
            progress.check();
        }
    }
}
