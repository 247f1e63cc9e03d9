package io.ouroscope.python.frame;

import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.raw.Structs;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongList;
import it.unimi.dsi.fastutil.longs.LongLists;
import java.util.HashMap;
import java.util.Map;

/// The objects whose `with` or `async with` block a frame is inside. For one thread.
///
/// Positions are read once: thousands of coroutines stand at a few.
public final class OpenWiths {
    private record Position(long code, int instruction) {}

    private final Heap heap;
    private final Structs structs;
    private final int nativeSelf;
    private final int methodSelf;
    private final Map<Position, int[]> byPosition = new HashMap<>();

    public OpenWiths(Heap heap) {
        this.heap = heap;
        structs = heap.structs();
        nativeSelf = structs.layout.offset("PyCFunctionObject", "m_self");
        methodSelf = structs.layout.offset("PyMethodObject", "im_self");
    }

    /// Addresses, innermost first. An exit that is no bound method is left out: nobody can say whose it is.
    public LongList of(long frame) {
        try {
            if (!structs.frames.isReadable(frame)) {
                return LongLists.EMPTY_LIST;
            }
            int[] exits = exits(frame);
            if (exits.length == 0) {
                return LongLists.EMPTY_LIST;
            }
            var objects = new LongArrayList(exits.length);
            for (int index : exits) {
                long object = object(frame, index);
                if (object != 0) {
                    objects.add(object);
                }
            }
            return objects;
        } catch (UnreadableAddressException torn) {
            return LongLists.EMPTY_LIST;
        }
    }

    /// The object whose method this is, 0 if it is no bound method.
    public long self(long method) {
        PyType type = heap.typeOf(method);
        if (type == null) {
            return 0;
        }
        int offset = switch (type.typeName()) {
            case "builtin_function_or_method" -> nativeSelf;
            case "method" -> methodSelf;
            default -> -1;
        };
        long self = offset >= 0 && structs.memory.isReadable(method + offset, Long.BYTES)
                ? structs.memory.getLong(method + offset)
                : 0;
        return structs.isObject(self) ? self : 0;
    }

    private int[] exits(long frame) {
        long code = structs.frames.code(frame);
        if (!structs.isObject(code) || !structs.code.isReadable(code)) {
            return new int[0];
        }
        if (!structs.withBlocks.dependOnPosition()) {
            return structs.withBlocks.exits(frame);
        }
        var position = new Position(code, structs.frames.position(frame));
        int[] known = byPosition.get(position);
        if (known == null) {
            known = structs.withBlocks.exits(frame);
            byPosition.put(position, known);
        }
        return known;
    }

    private long object(long frame, int index) {
        long argument = structs.withBlocks.argument(frame, index);
        return structs.isObject(argument) ? argument : self(structs.withBlocks.exit(frame, index));
    }
}
