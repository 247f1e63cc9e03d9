package io.ouroscope.truth;

import io.ouroscope.python.decode.EdgeClass;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.ReferenceSink;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The strong references of one object, with what they are called.
final class References implements ReferenceSink {

    /// One reference.
    record Reference(long target, EdgeClass edge, String label) {}

    private static final Set<String> LOOKED_THROUGH = Set.of("link", "dict", "__dict__", "mapping");

    private final Heap heap;
    final List<Reference> all = new ArrayList<>();

    private References(Heap heap) {
        this.heap = heap;
    }

    static References of(Heap heap, long object) {
        var read = new References(heap);
        heap.references(object, read);
        return read;
    }

    /// What is told one step further on, by what the collector looks through: links of a cache, dicts of types and
    /// instances.
    LongSet lookedThrough() {
        var found = new LongOpenHashSet();
        for (Reference each : all) {
            if (LOOKED_THROUGH.contains(each.label())) {
                of(heap, each.target()).all.forEach(further -> found.add(further.target()));
            }
        }
        return found;
    }

    /// How often each target is referred to.
    Long2IntOpenHashMap counts() {
        var counts = new Long2IntOpenHashMap();
        all.forEach(each -> counts.addTo(each.target(), 1));
        return counts;
    }

    private void add(long target, EdgeClass edge, String label) {
        if (edge != EdgeClass.WEAK) {
            all.add(new Reference(target, edge, label));
        }
    }

    @Override
    public void reference(long target, EdgeClass edge) {
        add(target, edge, "");
    }

    @Override
    public void key(long target) {
        add(target, EdgeClass.ITEM, "key");
    }

    @Override
    public void attribute(long name, long target) {
        String text = heap.text(name, 80);
        add(target, EdgeClass.ATTRIBUTE, text == null ? "?" : text);
    }

    @Override
    public void field(String name, long target) {
        add(target, EdgeClass.SLOT, name);
    }

    @Override
    public void variable(long name, long target) {
        String text = heap.text(name, 80);
        add(target, EdgeClass.CLOSURE, text == null ? "?" : text);
    }

    @Override
    public void closure(String name, long target) {
        add(target, EdgeClass.CLOSURE, name);
    }

    @Override
    public void globals(String name, long target) {
        add(target, EdgeClass.GLOBALS, name);
    }
}
