package io.ouroscope.analysis;

import io.ouroscope.index.Appender;
import io.ouroscope.index.LongColumn;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.EdgeClass;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.ReferenceSink;
import io.ouroscope.python.discovery.Census;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/// The references of some neighbouring nodes: read beside other parts, then written when it is their turn.
///
/// What is read waits on the heap, so objects with very many references are left for the writing, which needs no more
/// memory for a hundred million of them than for one.
final class ReferencePart implements ReferenceSink {
    /// An object with more references is read when it is written.
    private static final int MANY = 1 << 18;
    /// How many references a part reads before it tells the others.
    private static final int TOLD_AT = 4096;

    private final Census census;
    private final AtomicLong room;
    private final IntArrayList targets = new IntArrayList();
    /// Parallel to the targets.
    private byte[] classes = new byte[1024];
    /// Nodes left for the writing, and how many references of the others come before theirs.
    private final IntArrayList large = new IntArrayList();

    private final IntArrayList before = new IntArrayList();
    private int begin;
    private int untold;

    private ReferencePart(Census census, AtomicLong room) {
        this.census = census;
        this.room = room;
    }

    /// Reads the nodes in `[start, end)` and counts the references of each into `counts`, one place further.
    ///
    /// @param room for how many more references of all parts there is; less than none ends the reading
    static ReferencePart read(
            Heap heap, Census census, int start, int end, LongColumn counts, AtomicLong room, Progress progress) {
        var part = new ReferencePart(census, room);
        for (int node = start; node < end && room.get() > 0 && !progress.isCancelled(); node++) {
            counts.set(node + 1L, part.read(heap, node));
        }
        return part;
    }

    private int read(Heap heap, int node) {
        begin = targets.size();
        if (census.isFreed(node)) {
            return 0;
        }
        heap.references(census.address(node), census.type(node), this);
        int read = targets.size() - begin;
        if (read > MANY) {
            targets.size(begin);
            large.add(node);
            before.add(begin);
            return 0;
        }
        untold += read;
        if (untold >= TOLD_AT) {
            room.addAndGet(-untold);
            untold = 0;
        }
        return read;
    }

    @Override
    public boolean wantsItems() {
        return targets.size() - begin <= MANY;
    }

    @Override
    public void reference(long target, EdgeClass edge) {
        int node = census.node(target);
        if (node >= 0 && !census.isFreed(node)) {
            int at = targets.size();
            if (at == classes.length) {
                classes = Arrays.copyOf(classes, 2 * at);
            }
            classes[at] = (byte) edge.ordinal();
            targets.add(node);
        }
    }

    /// Appends everything, in the order of the nodes.
    void write(
            Heap heap,
            Census census,
            LongColumn counts,
            AtomicLong room,
            Appender toTargets,
            Appender toClasses,
            Progress progress) {
        int written = 0;
        for (int i = 0; i < large.size(); i++) {
            append(written, before.getInt(i), toTargets, toClasses);
            written = before.getInt(i);
            int node = large.getInt(i);
            var stream = new Stream(census, room, toTargets, toClasses, progress);
            heap.references(census.address(node), census.type(node), stream);
            counts.set(node + 1L, stream.end());
        }
        append(written, targets.size(), toTargets, toClasses);
    }

    private void append(int from, int to, Appender toTargets, Appender toClasses) {
        toTargets.addInts(targets.elements(), from, to);
        toClasses.addBytes(classes, from, to);
    }

    /// Writes the references of one object as they come.
    private static final class Stream implements ReferenceSink {
        private final Census census;
        private final AtomicLong room;
        private final Appender toTargets;
        private final Appender toClasses;
        private final Progress progress;
        private final int[] targets = new int[TOLD_AT];
        private final byte[] classes = new byte[TOLD_AT];
        private int waiting;
        private long count;

        Stream(Census census, AtomicLong room, Appender toTargets, Appender toClasses, Progress progress) {
            this.census = census;
            this.room = room;
            this.toTargets = toTargets;
            this.toClasses = toClasses;
            this.progress = progress;
        }

        @Override
        public boolean wantsItems() {
            return room.get() > 0 && !progress.isCancelled();
        }

        @Override
        public void reference(long target, EdgeClass edge) {
            int node = census.node(target);
            if (node < 0 || census.isFreed(node)) {
                return;
            }
            targets[waiting] = node;
            classes[waiting++] = (byte) edge.ordinal();
            if (waiting == TOLD_AT) {
                flush();
            }
        }

        private void flush() {
            toTargets.addInts(targets, 0, waiting);
            toClasses.addBytes(classes, 0, waiting);
            room.addAndGet(-waiting);
            count += waiting;
            waiting = 0;
        }

        /// @return how many references there were
        long end() {
            flush();
            progress.check();
            return count;
        }
    }
}
