package io.ouroscope.analysis.tasks;

import io.ouroscope.python.frame.Frame;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads from memory what the columns do not hold, for the few nodes that are shown.
interface NodeReader extends NodeNames {

    /// Address of a task's coroutine; 0 for futures and finished tasks.
    long coroutine(int node);

    /// The coroutines and generators that a task is suspended in, outermost first.
    LongArrayList awaitChain(int node);

    /// A task's frames, outermost first; of more than `limit` the middle is left out.
    List<StackPart> frames(int node, int limit);

    /// The local variables of a coroutine's or generator's frame; none if it cannot be read.
    List<Frame.Local> locals(long generator);

    /// Where the frame of a coroutine or generator stands.
    Place place(long generator);

    /// An object in Python syntax, as the page of a task shows it.
    String preview(long object);

    long result(int node);

    long exception(int node);

    /// What belongs to it besides, null if it cannot be read.
    @Nullable
    TaskFacts facts(int node);

    /// Nothing but names: for tests of what needs no memory.
    static NodeReader ofNames(NodeNames names) {
        return new NodeReader() {
            @Override
            public String name(int node) {
                return names.name(node);
            }

            @Override
            public long coroutine(int node) {
                return 0;
            }

            @Override
            public LongArrayList awaitChain(int node) {
                return new LongArrayList();
            }

            @Override
            public List<StackPart> frames(int node, int limit) {
                return List.of();
            }

            @Override
            public List<Frame.Local> locals(long generator) {
                return List.of();
            }

            @Override
            public Place place(long generator) {
                return Place.UNKNOWN;
            }

            @Override
            public String preview(long object) {
                return "";
            }

            @Override
            public long result(int node) {
                return 0;
            }

            @Override
            public long exception(int node) {
                return 0;
            }

            @Override
            public @Nullable TaskFacts facts(int node) {
                return null;
            }
        };
    }
}
