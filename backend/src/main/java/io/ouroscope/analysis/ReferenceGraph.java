package io.ouroscope.analysis;

import io.ouroscope.index.Appender;
import io.ouroscope.index.ByteColumn;
import io.ouroscope.index.Columns;
import io.ouroscope.index.IntColumn;
import io.ouroscope.index.LongColumn;
import io.ouroscope.memory.Region;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.EdgeClass;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.discovery.Census;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/// Who refers to whom, over all objects of the census, in both directions.
///
/// Compressed sparse rows in columns of the index: 9 bytes per reference and 16 per object. References to what is no
/// object are left out. An object that refers to another twice has two edges. Every reference is a word of the
/// target's memory, so there are never more than words: a snapshot in which containers share their items by mistake or
/// malice loses references beyond that ([#isComplete] says so), and cannot use up our disk. Labels are not kept;
/// [Labels] re-reads them from the owner.
public final class ReferenceGraph {
    private static final String STAGE = "references";
    private static final int CHUNK_NODES = 1 << 14;
    /// Chunks that are read at a time; what they found waits on the heap for its turn to be written.
    private static final int CHUNKS_AT_A_TIME = 16;
    private static final EdgeClass[] CLASSES = EdgeClass.values();

    private final LongColumn outStarts;
    private final IntColumn targets;
    private final ByteColumn classes;
    private final LongColumn inStarts;
    private final IntColumn sources;
    private final boolean complete;

    private ReferenceGraph(Columns columns) {
        outStarts = columns.longs("reference starts");
        targets = columns.ints("reference targets");
        classes = columns.bytes("reference classes");
        inStarts = columns.longs("referrer starts");
        sources = columns.ints("referrers");
        complete = columns.longs("references complete").get(0) != 0;
    }

    /// The graph that the columns hold, built now if they do not yet.
    static ReferenceGraph of(Heap heap, Census census, Columns columns, Progress progress) {
        if (!columns.isFinished(STAGE)) {
            build(heap, census, columns, progress);
            columns.finish(STAGE);
        }
        return new ReferenceGraph(columns);
    }

    private static void build(Heap heap, Census census, Columns columns, Progress progress) {
        int nodes = census.size();
        progress.stage("Following references", nodes);
        LongColumn starts = columns.newLongs("reference starts", nodes + 1L);
        int chunks = (nodes + CHUNK_NODES - 1) / CHUNK_NODES;
        var room = new AtomicLong(mostReferences(heap));
        var done = new AtomicLong();
        try (Appender targets = columns.append("reference targets");
                Appender classes = columns.append("reference classes")) {
            for (int first = 0; first < chunks; first += CHUNKS_AT_A_TIME) {
                int from = first;
                var parts = new ReferencePart[Math.min(CHUNKS_AT_A_TIME, chunks - first)];
                IntStream.range(0, parts.length).parallel().forEach(i -> {
                    int start = (from + i) * CHUNK_NODES;
                    int end = Math.min(nodes, start + CHUNK_NODES);
                    parts[i] = ReferencePart.read(heap, census, start, end, starts, room, progress);
                    progress.done(done.addAndGet(end - start));
                });
                progress.check();
                for (ReferencePart part : parts) {
                    part.write(heap, census, starts, room, targets, classes, progress);
                }
            }
            targets.end();
            classes.end();
        }
        for (long i = 0; i < nodes; i++) {
            starts.set(i + 1, starts.get(i) + starts.get(i + 1));
        }
        columns.newLongs("references complete", 1).set(0, room.get() > 0 ? 1 : 0);
        reverse(columns, starts, columns.ints("reference targets"), nodes, progress);
    }

    /// Counting sort by target. The starts are first the ends, and move down while the sources are filled in from the
    /// last to the first: so those of one target ascend, and no further array is needed.
    private static void reverse(Columns columns, LongColumn starts, IntColumn targets, int nodes, Progress progress) {
        progress.stage("Following references back", nodes);
        LongColumn inStarts = columns.newLongs("referrer starts", nodes + 1L);
        IntColumn sources = columns.newInts("referrers", targets.size());
        for (long edge = 0; edge < targets.size(); edge++) {
            long target = targets.get(edge);
            inStarts.set(target, inStarts.get(target) + 1);
        }
        progress.check();
        for (long i = 1; i <= nodes; i++) {
            inStarts.set(i, inStarts.get(i) + inStarts.get(i - 1));
        }
        for (int node = nodes - 1; node >= 0; node--) {
            if (node % CHUNK_NODES == 0) {
                progress.check();
                progress.done(nodes - node);
            }
            long begin = starts.get(node);
            for (long edge = starts.get(node + 1L) - 1; edge >= begin; edge--) {
                long target = targets.get(edge);
                long at = inStarts.get(target) - 1;
                inStarts.set(target, at);
                sources.set(at, node);
            }
        }
    }

    private static long mostReferences(Heap heap) {
        long bytes =
                heap.memory().regions().stream().mapToLong(Region::sizeBytes).sum();
        return bytes / Long.BYTES;
    }

    public int nodeCount() {
        return (int) outStarts.size() - 1;
    }

    public long edgeCount() {
        return targets.size();
    }

    /// Whether all references are here: false only where there were more than words of memory.
    public boolean isComplete() {
        return complete;
    }

    /// References that `node` holds.
    public int outCount(int node) {
        return (int) (outStarts.get(node + 1L) - outStarts.get(node));
    }

    /// The `position`-th object that `node` refers to.
    public int target(int node, int position) {
        return targets.get(outStarts.get(node) + position);
    }

    public EdgeClass edgeClass(int node, int position) {
        return CLASSES[classes.get(outStarts.get(node) + position)];
    }

    /// References to `node`, weak ones included; at most what an int holds.
    public int inCount(int node) {
        return (int) Math.min(Integer.MAX_VALUE, inStarts.get(node + 1L) - inStarts.get(node));
    }

    /// The `position`-th object that refers to `node`, in address order; one that does so twice comes twice.
    public int source(int node, int position) {
        return sources.get(inStarts.get(node) + position);
    }
}
