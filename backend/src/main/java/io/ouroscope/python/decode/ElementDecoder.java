package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.BlockSink;
import io.ouroscope.python.raw.EntryVisitor;
import io.ouroscope.python.raw.Structs;
import java.util.ArrayList;
import java.util.List;

/// `xml.etree.ElementTree.Element`: tag, text and tail; attributes and children in a block of their own.
///
/// The lowest bit of text and tail says that a list of pieces is still to be joined.
final class ElementDecoder implements Decoder {
    private static final long MOST_CHILDREN = 1L << 32;
    private static final long JOIN_FLAG = 1;

    private final Structs structs;
    private final Memory memory;
    private final int structBytes;
    private final int tagOffset;
    private final int textOffset;
    private final int tailOffset;
    private final int extraOffset;
    private final int extraBytes;
    private final int attributesOffset;
    private final int lengthOffset;
    private final int allocatedOffset;
    private final int childrenOffset;
    private final int fewChildrenOffset;

    ElementDecoder(Structs structs) {
        this.structs = structs;
        memory = structs.memory;
        StructLayout element = structs.layout.struct("ElementObject");
        structBytes = element.sizeBytes();
        tagOffset = element.offset("tag");
        textOffset = element.offset("text");
        tailOffset = element.offset("tail");
        extraOffset = element.offset("extra");
        StructLayout extra = structs.layout.struct("ElementObjectExtra");
        extraBytes = extra.sizeBytes();
        attributesOffset = extra.offset("attrib");
        lengthOffset = extra.offset("length");
        allocatedOffset = extra.offset("allocated");
        childrenOffset = extra.offset("children");
        fewChildrenOffset = extra.offset("_children");
    }

    @Override
    public List<String> typeNames() {
        return List.of("xml.etree.ElementTree.Element");
    }

    @Override
    public int structBytes() {
        return structBytes;
    }

    private long tagged(long element, int offset) {
        return memory.getLong(element + offset) & ~JOIN_FLAG;
    }

    private long children(long extra) {
        return memory.getLong(extra + childrenOffset);
    }

    @Override
    public boolean isValid(long element) {
        long extra = memory.getLong(element + extraOffset);
        return structs.isNullOrObject(memory.getLong(element + tagOffset))
                && structs.isNullOrObject(tagged(element, textOffset))
                && structs.isNullOrObject(tagged(element, tailOffset))
                && (extra == 0 || memory.isReadable(extra, extraBytes) && isValidExtra(extra));
    }

    private boolean isValidExtra(long extra) {
        long length = memory.getLong(extra + lengthOffset);
        long allocated = memory.getLong(extra + allocatedOffset);
        return length >= 0
                && length <= allocated
                && allocated < MOST_CHILDREN
                && structs.isNullOrObject(memory.getLong(extra + attributesOffset))
                && structs.areReferences(children(extra), length);
    }

    @Override
    public PyValue value(long element) {
        var members = new ArrayList<PyValue.Member>();
        members.add(PyValue.Member.of("", memory.getLong(element + tagOffset)));
        long extra = memory.getLong(element + extraOffset);
        if (extra != 0 && memory.getLong(extra + attributesOffset) != 0) {
            members.add(PyValue.Member.of("attrib", memory.getLong(extra + attributesOffset)));
        }
        if (itemCount(element) > 0) {
            members.add(PyValue.Member.text("children", Long.toString(itemCount(element))));
        }
        return new PyValue.Summary("Element", members);
    }

    @Override
    public void references(long element, ReferenceSink sink) {
        report("tag", memory.getLong(element + tagOffset), sink);
        report("text", tagged(element, textOffset), sink);
        report("tail", tagged(element, tailOffset), sink);
        long extra = memory.getLong(element + extraOffset);
        if (extra != 0) {
            report("attrib", memory.getLong(extra + attributesOffset), sink);
            items(element, 0, Long.MAX_VALUE, (index, key, child) -> {
                sink.item(child, index);
                return sink.wantsItems();
            });
        }
    }

    private static void report(String name, long target, ReferenceSink sink) {
        if (target != 0) {
            sink.field(name, target);
        }
    }

    @Override
    public long itemCount(long element) {
        long extra = memory.getLong(element + extraOffset);
        return extra == 0 ? 0 : memory.getLong(extra + lengthOffset);
    }

    @Override
    public void items(long element, long from, long to, EntryVisitor visitor) {
        long end = Math.min(to, itemCount(element));
        long children = end == 0 ? 0 : children(memory.getLong(element + extraOffset));
        for (long i = from; i < end; i++) {
            long child = memory.getLong(children + 8 * i);
            if (child != 0 && !visitor.entry(i, 0, child)) {
                return;
            }
        }
    }

    @Override
    public long sizeBytes(long element, PyType type) {
        long extra = memory.getLong(element + extraOffset);
        return type.basicSize() + (extra == 0 ? 0 : extraBytes + childrenBytes(extra));
    }

    /// Up to four children stand in the block itself.
    private long childrenBytes(long extra) {
        return children(extra) == extra + fewChildrenOffset ? 0 : 8 * memory.getLong(extra + allocatedOffset);
    }

    @Override
    public void blocks(long element, BlockSink sink) {
        long extra = memory.getLong(element + extraOffset);
        if (extra != 0) {
            sink.block(extra, extraBytes);
            if (childrenBytes(extra) > 0) {
                sink.block(children(extra), childrenBytes(extra));
            }
        }
    }
}
