package io.ouroscope.analysis;

import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.snapshot.Snapshot;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntArrays;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Looks for bytes that two live objects both count as theirs: bodies with what stands before them, and owned blocks.
///
/// By hand: `Overlaps CORE`.
final class Overlaps {
    private static final int EXAMPLES = 20;

    private final Analysis analysis;
    private final LongArrayList starts = new LongArrayList();
    private final LongArrayList ends = new LongArrayList();
    private final IntArrayList owners = new IntArrayList();
    final List<String> examples = new ArrayList<>();
    long bytes;
    long twice;

    Overlaps(Analysis analysis) {
        this.analysis = analysis;
        Census census = analysis.process().census();
        Heap heap = analysis.process().heap();
        for (int node = 0; node < census.size(); node++) {
            if (analysis.state(node) != ObjectState.LIVE) {
                continue;
            }
            int owner = node;
            long object = census.address(node);
            PyType type = census.type(node);
            long before = heap.bytesBefore(object, type);
            add(object - before, object + heap.bodyBytes(object, type), owner);
            try {
                type.decoder().blocks(object, (address, length) -> add(address, address + length, owner));
            } catch (UnreadableAddressException e) {
                examples.add(type + " 0x" + Long.toHexString(object) + ": " + e.getMessage());
            }
        }
        find();
    }

    public static void main(String[] arguments) throws IOException {
        try (Snapshot snapshot = Snapshot.open(Path.of(arguments[0]))) {
            var overlaps = new Overlaps(Analysis.run(snapshot.memory(), Hints.NONE, Progress.NONE));
            overlaps.examples.forEach(System.out::println);
            System.out.println(overlaps.twice + " of " + overlaps.bytes + " bytes are counted twice");
        }
    }

    private void add(long start, long end, int owner) {
        starts.add(start);
        ends.add(end);
        owners.add(owner);
        bytes += end - start;
    }

    private void find() {
        int[] order = new int[starts.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        IntArrays.quickSort(order, (a, b) -> Long.compare(starts.getLong(a), starts.getLong(b)));
        int furthest = -1;
        for (int i : order) {
            if (furthest >= 0 && starts.getLong(i) < ends.getLong(furthest)) {
                long common = Math.min(ends.getLong(i), ends.getLong(furthest)) - starts.getLong(i);
                twice += common;
                if (examples.size() < EXAMPLES) {
                    examples.add(common + " bytes at 0x" + Long.toHexString(starts.getLong(i)) + " of " + name(i)
                            + " and " + name(furthest));
                }
            }
            if (furthest < 0 || ends.getLong(i) > ends.getLong(furthest)) {
                furthest = i;
            }
        }
    }

    private String name(int place) {
        long object = analysis.process().census().address(owners.getInt(place));
        return analysis.process().heap().typeOf(object) + " 0x" + Long.toHexString(object);
    }
}
