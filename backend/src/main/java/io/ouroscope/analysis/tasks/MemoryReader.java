package io.ouroscope.analysis.tasks;

import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.frame.Frame;
import io.ouroscope.python.frame.Frames;
import io.ouroscope.python.preview.Previewer;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// Reads names, frames and results of nodes from the snapshot.
final class MemoryReader implements NodeReader {
    private static final int NAME_CHARACTERS = 500;

    private final Heap heap;
    private final Nodes nodes;
    private final FutureReader futures;
    private final LongFunction<@Nullable FutureShape> shapes;
    private final AwaitChain chains;
    private final Places places;
    private final Frames frames;
    private final FactsReader facts;
    private final Previewer previewer;

    MemoryReader(
            Heap heap,
            Nodes nodes,
            FutureReader futures,
            LongFunction<@Nullable FutureShape> shapes,
            AwaitChain chains,
            Places places) {
        this.heap = heap;
        this.nodes = nodes;
        this.futures = futures;
        this.shapes = shapes;
        this.chains = chains;
        this.places = places;
        frames = new Frames(heap);
        facts = new FactsReader(heap);
        previewer = new Previewer(heap);
    }

    @Override
    public String name(int node) {
        long address = nodes.address(node);
        return switch (nodes.kind(node)) {
            case TASK -> {
                FutureShape shape = shapes.apply(address);
                yield shape == null ? "" : taskName(address, shape);
            }
            case GATHER -> "gather of " + Math.max(0, heap.itemCount(heap.attribute(address, "_children")));
            case FUTURE, OTHER -> {
                PyType type = heap.typeOf(address);
                yield type == null ? "" : type.qualname();
            }
        };
    }

    /// Since 3.12 a name that nobody gave and nobody asked for is only its number.
    private String taskName(long task, FutureShape shape) {
        try {
            long name = futures.name(task, shape);
            String text = heap.text(name, NAME_CHARACTERS);
            return text != null ? text : "Task-" + heap.integer(name, 0);
        } catch (UnreadableAddressException torn) {
            return "";
        }
    }

    @Override
    public long coroutine(int node) {
        FutureFields fields = fields(node);
        return fields == null ? 0 : fields.coroutine();
    }

    @Override
    public LongArrayList awaitChain(int node) {
        return chains.of(coroutine(node));
    }

    @Override
    public List<StackPart> frames(int node, int limit) {
        LongArrayList chain = chains.of(coroutine(node));
        var parts = new ArrayList<StackPart>();
        int omitted = Math.max(0, chain.size() - limit);
        int firstOmitted = omitted == 0 ? chain.size() : limit / 2;
        for (int i = 0; i < chain.size(); i++) {
            if (i == firstOmitted) {
                parts.add(new StackPart.OmittedPart(omitted));
                i += omitted;
            }
            long generator = chain.getLong(i);
            parts.add(new StackPart.FramePart(nodes.address(node), generator, places.of(generator), locals(generator)));
        }
        return parts;
    }

    @Override
    public List<Frame.Local> locals(long generator) {
        Frame frame = frames.suspended(generator);
        return frame == null ? List.of() : frame.locals();
    }

    @Override
    public Place place(long generator) {
        return places.of(generator);
    }

    @Override
    public String preview(long object) {
        return previewer.text(object);
    }

    @Override
    public long result(int node) {
        FutureFields fields = fields(node);
        return fields == null || nodes.state(node) != NodeState.DONE ? 0 : fields.result();
    }

    @Override
    public long exception(int node) {
        FutureFields fields = fields(node);
        return fields == null ? 0 : fields.exception();
    }

    @Override
    public @Nullable TaskFacts facts(int node) {
        FutureFields fields = fields(node);
        return fields == null ? null : facts.of(fields);
    }

    private @Nullable FutureFields fields(int node) {
        long address = nodes.address(node);
        FutureShape shape = shapes.apply(address);
        try {
            return shape == null ? null : futures.read(address, shape);
        } catch (UnreadableAddressException torn) {
            return null;
        }
    }
}
