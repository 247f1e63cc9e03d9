package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// `functools._lru_cache_wrapper`: a function, a dict of its results, and a ring of links from the oldest to the
/// newest.
///
/// The ring holds the links, each link its key and result. (The collector is told of keys and results by the wrapper,
/// since links are not its business.) Without bound there are no links, the dict holds the results.
final class LruCacheDecoder implements Decoder {
    private final Structs structs;
    private final Memory memory;
    private final Fields fields;
    private final int nextOffset;
    private final int linkNextOffset;
    private final int linkPreviousOffset;
    private final int linkBytes;
    private final int rootOffset;
    private final int functionOffset;
    private final int hitsOffset;
    private final int missesOffset;
    private final int maxSizeOffset;

    LruCacheDecoder(Structs structs) {
        this.structs = structs;
        memory = structs.memory;
        fields = new Fields(structs, "lru_cache_object", "");
        StructLayout cache = structs.layout.struct("lru_cache_object");
        rootOffset = cache.offset("root");
        nextOffset = cache.offset("root.next");
        functionOffset = cache.offset("func");
        hitsOffset = cache.offset("hits");
        missesOffset = cache.offset("misses");
        maxSizeOffset = cache.offset("maxsize");
        StructLayout link = structs.layout.struct("lru_list_elem");
        linkNextOffset = link.offset("next");
        linkPreviousOffset = link.offset("prev");
        linkBytes = link.sizeBytes();
    }

    @Override
    public List<String> typeNames() {
        return List.of("functools._lru_cache_wrapper");
    }

    @Override
    public boolean isValid(long wrapper) {
        return fields.areValid(wrapper) && structs.isObject(memory.getLong(wrapper + functionOffset));
    }

    @Override
    public PyValue value(long wrapper) {
        return new PyValue.Summary(
                "functools._lru_cache_wrapper",
                List.of(
                        PyValue.Member.of("", memory.getLong(wrapper + functionOffset)),
                        PyValue.Member.text("hits", Long.toString(memory.getLong(wrapper + hitsOffset))),
                        PyValue.Member.text("misses", Long.toString(memory.getLong(wrapper + missesOffset)))));
    }

    /// A ring whose links do not point back is not followed further.
    @Override
    public void references(long wrapper, ReferenceSink sink) {
        fields.report(wrapper, sink);
        long root = wrapper + rootOffset;
        long before = root;
        long link = memory.getLong(wrapper + nextOffset);
        while (link != root && link != 0 && sink.wantsItems() && memory.isReadable(link, linkBytes)) {
            if (memory.getLong(link + linkPreviousOffset) != before || !structs.isObject(link)) {
                return;
            }
            sink.field("link", link);
            before = link;
            link = memory.getLong(link + linkNextOffset);
        }
    }

    @Override
    public void facts(long wrapper, FactSink sink) {
        long maxSize = memory.getLong(wrapper + maxSizeOffset);
        sink.fact("maxsize", maxSize < 0 ? "None" : Long.toString(maxSize));
    }
}
