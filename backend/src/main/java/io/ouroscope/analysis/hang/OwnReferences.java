package io.ouroscope.analysis.hang;

import io.ouroscope.analysis.threads.ThreadInfo;
import io.ouroscope.analysis.waits.WaitGraph;
import io.ouroscope.python.decode.EdgeClass;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.BitSet;
import java.util.function.IntConsumer;

/// Holdings without the references that only one thread itself uses: a `threading.Thread` keeps the arguments of its
/// function, but nobody takes them from there.
final class OwnReferences implements Holdings {
    private final Holdings all;
    private final BitSet from = new BitSet();
    private final LongOpenHashSet own = new LongOpenHashSet();

    OwnReferences(Holdings all, WaitGraph graph) {
        this.all = all;
        graph.visitOwnReferences((object, target) -> {
            int source = all.object(object);
            int node = all.object(target);
            if (source >= 0 && node >= 0) {
                from.set(source);
                own.add(pair(source, node));
            }
        });
    }

    private static long pair(int source, int target) {
        return (long) source << 32 | target;
    }

    @Override
    public int objectCount() {
        return all.objectCount();
    }

    @Override
    public int object(long address) {
        return all.object(address);
    }

    @Override
    public int outCount(int object) {
        return all.outCount(object);
    }

    /// Instead of what is its own, an object refers to itself, which leads nowhere.
    @Override
    public int target(int object, int position) {
        int target = all.target(object, position);
        return from.get(object) && own.contains(pair(object, target)) ? object : target;
    }

    @Override
    public EdgeClass edgeClass(int object, int position) {
        return all.edgeClass(object, position);
    }

    @Override
    public void ofThread(ThreadInfo thread, IntConsumer objects) {
        all.ofThread(thread, objects);
    }

    @Override
    public void framesOf(ThreadInfo thread, IntConsumer frames) {
        all.framesOf(thread, frames);
    }
}
