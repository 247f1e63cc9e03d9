package io.ouroscope.analysis;

import io.ouroscope.index.ByteColumn;
import io.ouroscope.index.Columns;
import io.ouroscope.index.IntColumn;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.discovery.PythonProcess;
import io.ouroscope.python.runtime.RootKind;
import io.ouroscope.python.runtime.RootSink;
import io.ouroscope.python.runtime.Roots;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// Which objects interpreters and threads hold, by node: 5 bytes for each such reference in the index.
///
/// What C code elsewhere holds is not here: only reference counts tell ([ReferenceAccounting#unexplained]). The labels
/// are not kept; [#each] reads the roots again.
public final class RootTable {
    private static final String STAGE = "roots";
    private static final int COUNTED = 1 << 6;
    private static final RootKind[] KINDS = RootKind.values();

    private final PythonProcess process;
    private final IntColumn nodes;
    private final ByteColumn kinds;

    private RootTable(PythonProcess process, Columns columns) {
        this.process = process;
        nodes = columns.ints("root nodes");
        kinds = columns.bytes("root kinds");
    }

    /// The table that the columns hold, made now if they do not yet.
    static RootTable of(PythonProcess process, Columns columns, Progress progress) {
        if (!columns.isFinished(STAGE)) {
            progress.stage("Finding roots", 0);
            store(process, columns);
            columns.finish(STAGE);
        }
        return new RootTable(process, columns);
    }

    /// Node and kind in one long each, sorted by node.
    private static void store(PythonProcess process, Columns columns) {
        Census census = process.census();
        var found = new LongArrayList();
        new Roots(process.heap(), process.runtime()).report((kind, target, counted, label) -> {
            int node = census.node(target);
            if (node >= 0) {
                found.add((long) node << 8 | kind.ordinal() | (counted ? COUNTED : 0));
            }
        });
        found.sort(null);
        IntColumn nodes = columns.newInts("root nodes", found.size());
        ByteColumn kinds = columns.newBytes("root kinds", found.size());
        for (int i = 0; i < found.size(); i++) {
            nodes.set(i, (int) (found.getLong(i) >>> 8));
            kinds.set(i, (byte) found.getLong(i));
        }
    }

    /// How many references of roots there are.
    public int size() {
        return (int) nodes.size();
    }

    /// The node that the `position`-th reference leads to; they ascend.
    public int node(int position) {
        return nodes.get(position);
    }

    public RootKind kind(int position) {
        return KINDS[kinds.get(position) & COUNTED - 1];
    }

    /// Whether the reference is part of the object's count.
    public boolean isCounted(int position) {
        return (kinds.get(position) & COUNTED) != 0;
    }

    /// The kinds of roots that hold `node`.
    public Set<RootKind> kindsOf(int node) {
        var found = EnumSet.noneOf(RootKind.class);
        for (int i = first(node); i < size() && node(i) == node; i++) {
            found.add(kind(i));
        }
        return found;
    }

    /// How many references of each kind hold `node`.
    Map<RootKind, CountExplanation.RootCount> countsOf(int node) {
        var found = new EnumMap<RootKind, CountExplanation.RootCount>(RootKind.class);
        for (int i = first(node); i < size() && node(i) == node; i++) {
            var one = new CountExplanation.RootCount(1, isCounted(i) ? 1 : 0);
            found.merge(
                    kind(i),
                    one,
                    (sum, more) -> new CountExplanation.RootCount(sum.all() + 1, sum.counted() + more.counted()));
        }
        return found;
    }

    /// The first position whose node is not below `node`.
    private int first(int node) {
        int low = 0;
        int high = size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (node(middle) < node) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// All references of roots with their labels, read again from the snapshot.
    public void each(RootSink sink) {
        new Roots(process.heap(), process.runtime()).report(sink);
    }
}
