package io.ouroscope.python.decode;

import io.ouroscope.python.raw.BlockSink;
import io.ouroscope.python.raw.EntryVisitor;
import java.util.List;

/// What the analyser knows of one Python type and its subclasses.
///
/// A decoder binds the offsets it needs in its constructor and is stateless after. Its methods get the address of an
/// object of the type or of a subclass. They may read freely: an unreadable address is caught by [Heap]. Attributes,
/// slots and the reference to a heap type are no decoder's business; [Heap] adds them for every object.
public interface Decoder {

    /// `tp_name` of the type, as in C: `dict`, `collections.deque`; several where versions name it differently.
    List<String> typeNames();

    /// The size of the C struct that the decoder reads, 0 where a type of another size may be the same. A type of the
    /// right name whose `tp_basicsize` differs is laid out in a way that nobody has measured; it is not decoded.
    default int structBytes() {
        return 0;
    }

    /// The name of that struct in the layout tables; empty where it is not told.
    default String structName() {
        return "";
    }

    /// Whether a live object of the type can be here. The fixed part of the object is readable, the type word
    /// is right.
    boolean isValid(long object);

    /// The value, for people.
    PyValue value(long object);

    /// Reports each strong reference that the object itself counts, and weak ones as such.
    default void references(long object, ReferenceSink sink) {}

    /// sys.getsizeof, less what lies before the object; by default `tp_basicsize` and the items.
    default long sizeBytes(long object, PyType type) {
        return type.defaultSizeBytes(object);
    }

    /// Bytes of the object itself, from its address on, without the blocks it owns.
    default long bodyBytes(long object, PyType type) {
        long[] owned = {0};
        blocks(object, (address, bytes) -> owned[0] += bytes);
        return Math.max(0, sizeBytes(object, type) - owned[0]);
    }

    /// Blocks of memory that the object owns besides its own.
    default void blocks(long object, BlockSink sink) {}

    /// Blocks of memory that the object owns and nobody has described; their words may be references.
    default void undescribedBlocks(long object, BlockSink sink) {}

    /// Whether there can be such blocks.
    default boolean hasUndescribedBlocks() {
        return false;
    }

    /// How many items a container has, -1 for other objects.
    default long itemCount(long object) {
        return -1;
    }

    /// Whether objects of the type are texts or strings of bytes.
    default boolean hasPayload() {
        return false;
    }

    /// Reports the characters of a valid text or string of bytes.
    default void payload(long object, PayloadSink sink) {}

    /// Visits the items with index in `[from, to)`.
    default void items(long object, long from, long to, EntryVisitor visitor) {}

    /// Reports what a person wants to see of the object besides its references: numbers, flags, names.
    default void facts(long object, FactSink sink) {}
}
