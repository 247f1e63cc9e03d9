package io.ouroscope.analysis.tasks;

import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.frame.Frames;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.raw.GeneratorState;
import io.ouroscope.python.raw.Structs;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;

/// The coroutines, generators and async generators that a task is suspended in, outermost first.
///
/// From each of them to what it awaits, through the small objects that Python puts between (`coroutine_wrapper`,
/// `async_generator_asend`, …), until something that is none of these: the future. Never recursive; stops where memory
/// is torn or an object comes again.
public final class AwaitChain {
    private final Heap heap;
    private final Structs structs;
    private final Frames frames;
    private final int wrappedCoroutine;
    private final int sentGenerator;
    private final int thrownGenerator;
    private final int nextAwaitable;

    public AwaitChain(Heap heap) {
        this.heap = heap;
        structs = heap.structs();
        frames = new Frames(heap);
        Layout layout = heap.layout();
        wrappedCoroutine = layout.offset("PyCoroWrapper", "cw_coroutine");
        sentGenerator = layout.offset("PyAsyncGenASend", "ags_gen");
        thrownGenerator = layout.offset("PyAsyncGenAThrow", "agt_gen");
        nextAwaitable = layout.has("anextawaitableobject") ? layout.offset("anextawaitableobject", "wrapped") : -1;
    }

    /// Those with a frame: suspended ones, and at the end perhaps one that is executing or has not begun.
    public LongArrayList of(long coroutine) {
        var chain = new LongArrayList();
        var seen = new LongOpenHashSet();
        long object = coroutine;
        try {
            while (object != 0 && seen.add(object)) {
                PyType type = heap.typeOf(object);
                if (type == null) {
                    break;
                }
                if (frames.isGeneratorLike(object)) {
                    if (!heap.isValid(object, type)
                            || structs.generators.state(object) == GeneratorState.FINISHED
                            || isFuturesOwn(object)) {
                        break;
                    }
                    chain.add(object);
                    object = structs.generators.awaited(object);
                } else {
                    object = behind(object, type);
                }
            }
        } catch (UnreadableAddressException torn) {
            return chain;
        }
        return chain;
    }

    boolean isExecuting(long coroutine) {
        return frames.isGeneratorLike(coroutine) && frames.state(coroutine) == GeneratorState.EXECUTING;
    }

    private long behind(long object, PyType type) {
        return switch (type.typeName()) {
            case "coroutine_wrapper" -> structs.memory.getLong(object + wrappedCoroutine);
            case "async_generator_asend" -> structs.memory.getLong(object + sentGenerator);
            case "async_generator_athrow" -> structs.memory.getLong(object + thrownGenerator);
            case "anext_awaitable" -> nextAwaitable < 0 ? 0 : structs.memory.getLong(object + nextAwaitable);
            case "_GeneratorWrapper" -> heap.attribute(object, "_GeneratorWrapper__wrapped");
            default -> 0;
        };
    }

    /// `Future.__await__` written in Python is a generator at a plain yield: the future, not a place of the program.
    private boolean isFuturesOwn(long generator) {
        return structs.generators.state(generator) == GeneratorState.YIELDED
                && "Future.__await__".equals(heap.text(structs.generators.qualname(generator), 32));
    }
}
