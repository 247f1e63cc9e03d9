package io.ouroscope.analysis;

import io.ouroscope.memory.Region;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.EdgeClass;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.ReferenceSink;
import io.ouroscope.python.discovery.Census;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/// Who refers to whom, over all objects of the census, in both directions.
///
/// Compressed sparse rows: about 9 bytes per reference and 8 per object. References to what is no object are left
/// out. An object that refers to another twice has two edges. Every reference is a word of the target's memory, so
/// there are never more than words, nor than an array can hold: a snapshot in which containers share their items
/// by mistake or malice loses references, and cannot use up our memory. Labels are not kept; [Labels] re-reads them
/// from the owner.
public final class ReferenceGraph {
    private static final int CHUNK_NODES = 1 << 16;
    /// How many references a part reads before it tells the others.
    private static final int TOLD_AT = 4096;
    private static final int MOST_REFERENCES = 2_000_000_000;
    private static final EdgeClass[] CLASSES = EdgeClass.values();

    private final int[] outStarts;
    private final int[] targets;
    private final byte[] classes;
    private final int[] inStarts;
    private final int[] sources;

    private ReferenceGraph(int[] outStarts, int[] targets, byte[] classes) {
        this.outStarts = outStarts;
        this.targets = targets;
        this.classes = classes;
        int nodes = outStarts.length - 1;
        inStarts = new int[nodes + 1];
        for (int target : targets) {
            inStarts[target + 1]++;
        }
        for (int i = 0; i < nodes; i++) {
            inStarts[i + 1] += inStarts[i];
        }
        int[] next = inStarts.clone();
        sources = new int[targets.length];
        for (int node = 0; node < nodes; node++) {
            for (int edge = outStarts[node]; edge < outStarts[node + 1]; edge++) {
                sources[next[targets[edge]]++] = node;
            }
        }
    }

    /// One chunk of nodes as it is read.
    private static final class Part implements ReferenceSink {
        private final Census census;
        private final IntArrayList targets = new IntArrayList();
        private final ByteArrayOutputStream classes = new ByteArrayOutputStream();
        private final AtomicLong room;
        private int untold;

        /// @param room for how many more references of all parts there is
        Part(Census census, AtomicLong room) {
            this.census = census;
            this.room = room;
        }

        /// Whether one more node may be read.
        boolean hasRoom() {
            return room.get() > 0;
        }

        /// @return how many references the node has
        int read(Heap heap, int node) {
            int before = targets.size();
            heap.references(census.address(node), census.type(node), this);
            int read = targets.size() - before;
            untold += read;
            if (untold >= TOLD_AT) {
                room.addAndGet(-untold);
                untold = 0;
            }
            return read;
        }

        @Override
        public void reference(long target, EdgeClass edge) {
            int node = census.node(target);
            if (node >= 0) {
                targets.add(node);
                classes.write(edge.ordinal());
            }
        }
    }

    static ReferenceGraph build(Heap heap, Census census, Progress progress) {
        int nodes = census.size();
        progress.stage("Following references", nodes);
        int chunks = (nodes + CHUNK_NODES - 1) / CHUNK_NODES;
        var parts = new Part[chunks];
        int[] starts = new int[nodes + 1];
        var done = new AtomicLong();
        var room = new AtomicLong(mostReferences(heap));
        IntStream.range(0, chunks).parallel().forEach(chunk -> {
            if (progress.isCancelled()) {
                return;
            }
            var part = new Part(census, room);
            int end = Math.min(nodes, (chunk + 1) * CHUNK_NODES);
            for (int node = chunk * CHUNK_NODES; node < end && part.hasRoom(); node++) {
                starts[node + 1] = part.read(heap, node);
            }
            parts[chunk] = part;
            progress.done(done.addAndGet(end - chunk * CHUNK_NODES));
        });
        progress.check();
        for (int i = 0; i < nodes; i++) {
            starts[i + 1] = Math.addExact(starts[i], starts[i + 1]);
        }
        int[] targets = new int[starts[nodes]];
        byte[] classes = new byte[starts[nodes]];
        int at = 0;
        for (int i = 0; i < chunks; i++) {
            int size = parts[i].targets.size();
            parts[i].targets.getElements(0, targets, at, size);
            System.arraycopy(parts[i].classes.toByteArray(), 0, classes, at, size);
            at += size;
            parts[i] = new Part(census, room);
        }
        return new ReferenceGraph(starts, targets, classes);
    }

    private static long mostReferences(Heap heap) {
        long bytes =
                heap.memory().regions().stream().mapToLong(Region::sizeBytes).sum();
        return Math.min(bytes / Long.BYTES, MOST_REFERENCES);
    }

    public int nodeCount() {
        return outStarts.length - 1;
    }

    public int edgeCount() {
        return targets.length;
    }

    /// References that `node` holds.
    public int outCount(int node) {
        return outStarts[node + 1] - outStarts[node];
    }

    /// The `position`-th object that `node` refers to.
    public int target(int node, int position) {
        return targets[outStarts[node] + position];
    }

    public EdgeClass edgeClass(int node, int position) {
        return CLASSES[classes[outStarts[node] + position]];
    }

    /// References to `node`, weak ones included.
    public int inCount(int node) {
        return inStarts[node + 1] - inStarts[node];
    }

    /// The `position`-th object that refers to `node`, in address order; one that does so twice comes twice.
    public int source(int node, int position) {
        return sources[inStarts[node] + position];
    }
}
