package io.ouroscope.analysis.locks;

import io.ouroscope.analysis.tasks.Place;
import io.ouroscope.analysis.waits.Referrers;
import io.ouroscope.analysis.waits.ThingKind;
import io.ouroscope.analysis.waits.WaitBuilder;
import io.ouroscope.analysis.waits.WaitSource;
import io.ouroscope.memory.Memory;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.PythonProcess;
import io.ouroscope.python.frame.Frame;
import io.ouroscope.python.frame.Frames;
import it.unimi.dsi.fastutil.longs.Long2ObjectLinkedOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;

/// Greenlets (gevent, eventlet) that are switched away from, with where their saved stacks stand; and what else of
/// other worlds is seen and not understood: Deferreds of Twisted, generators that Cython compiled.
///
/// A greenlet keeps its innermost frame and its parent in a block of C++ of its own, whose layout each release changes;
/// so the words of the block are taken for what they point to. What will switch to a greenlet is told by who has its
/// `switch` ([HubWaits]).
public final class GreenletWaits implements WaitSource {
    private static final String TYPE = "greenlet.greenlet";
    /// The block's address stands behind the weak references and the dict, since greenlet 2.
    private static final int BLOCK_OFFSET = 16;

    private static final int BLOCK_BYTES = 256;

    /// @param innermost its innermost frame
    /// @param parent where control goes when it ends, in words; empty if that is not found
    record Suspended(long innermost, String parent) {}

    private final PythonProcess process;
    private final Referrers referrers;
    private final IntPredicate present;
    private final Frames frames;
    private final Memory memory;

    /// @param referrers who refers to an object
    /// @param present which objects of the census count; the remains of freed ones do not
    public GreenletWaits(PythonProcess process, Referrers referrers, IntPredicate present) {
        this.process = process;
        this.referrers = referrers;
        this.present = present;
        frames = new Frames(process.heap());
        memory = process.heap().memory();
    }

    @Override
    public void addTo(WaitBuilder builder) {
        var greenlets = new Long2ObjectLinkedOpenHashMap<Suspended>();
        for (PyType type : process.census().types()) {
            if (isGreenlet(type)) {
                for (int node : process.census().nodesOf(type)) {
                    if (present.test(node)) {
                        add(process.census().address(node), type, builder, greenlets);
                    }
                }
            }
        }
        int unknown = new HubWaits(process, referrers, present, builder).explain(greenlets);
        if (unknown > 0) {
            builder.unchecked(String.format(
                    Locale.ROOT,
                    "%,d %s suspended; what their hub will switch to is not known.",
                    unknown,
                    unknown == 1 ? "greenlet is" : "greenlets are"));
        }
        others(builder);
    }

    private static boolean isGreenlet(PyType type) {
        return type.isSubtypeOf(TYPE) || type.isSubtypeOf("greenlet");
    }

    private void add(long greenlet, PyType type, WaitBuilder builder, Long2ObjectMap<Suspended> greenlets) {
        Frame innermost = null;
        long frame = 0;
        long parent = 0;
        for (long word : words(greenlet)) {
            PyType found = process.heap().typeOf(word);
            if (found != null && isGreenlet(found) && word != greenlet) {
                parent = word;
            } else if (innermost == null && found != null && found.isSubtypeOf("frame")) {
                innermost = frames.ofFrameObject(word);
                frame = frames.structOf(word);
            }
        }
        if (innermost == null) {
            return;
        }
        int node = builder.thing(ThingKind.GREENLET, greenlet, HubWaits.name(type.name()));
        builder.place(node, place(frame, innermost));
        greenlets.put(greenlet, new Suspended(frame, parent(parent)));
    }

    private String parent(long parent) {
        PyType type = parent == 0 ? null : process.heap().typeOf(parent);
        return type == null ? "" : "; its parent is " + HubWaits.name(type.name()) + " 0x" + Long.toHexString(parent);
    }

    /// The innermost frame that is not the library's own.
    private Place place(long frame, Frame innermost) {
        Place[] found = {null};
        frames.visitStack(frame, 0, each -> {
            boolean own = each.file().contains("/gevent/") || each.file().contains("/eventlet/");
            if (found[0] == null && !each.isBroken() && !own) {
                found[0] = new Place(each.file(), each.line(), each.qualname());
            }
        });
        return found[0] != null ? found[0] : new Place(innermost.file(), innermost.line(), innermost.qualname());
    }

    private List<Long> words(long greenlet) {
        var words = new ArrayList<Long>();
        long at = greenlet + process.heap().structs().header.sizeBytes() + BLOCK_OFFSET;
        long block = memory.isReadable(at, Long.BYTES) ? memory.getLong(at) : 0;
        for (int offset = 0; offset < BLOCK_BYTES && memory.isReadable(block + offset, Long.BYTES); offset += 8) {
            words.add(memory.getLong(block + offset));
        }
        return words;
    }

    /// Counts what is pending and not understood.
    private void others(WaitBuilder builder) {
        var reader = new ObjectReader(process.heap(), process.census(), present);
        int[] deferreds = {0};
        reader.each("twisted.internet.defer.Deferred", deferred -> {
            boolean pending = !reader.isTrue(deferred, "called") && reader.get(deferred, "callbacks") != 0;
            deferreds[0] += pending && process.heap().itemCount(reader.get(deferred, "callbacks")) > 0 ? 1 : 0;
        });
        if (deferreds[0] > 0) {
            builder.unchecked(String.format(
                    Locale.ROOT,
                    "%,d Deferreds of Twisted are pending; what will call them is not known.",
                    deferreds[0]));
        }
        int coroutines = 0;
        for (PyType type : process.census().types()) {
            if (isCompiled(type)) {
                coroutines += process.census().count(type);
            }
        }
        if (coroutines > 0) {
            builder.unchecked(String.format(
                    Locale.ROOT,
                    "%,d generators that Cython compiled are there; where they stand is not known.",
                    coroutines));
        }
    }

    private static boolean isCompiled(PyType type) {
        return type.typeName().contains("_cython_")
                && (type.typeName().endsWith(".generator") || type.typeName().endsWith(".async_generator"));
    }
}
