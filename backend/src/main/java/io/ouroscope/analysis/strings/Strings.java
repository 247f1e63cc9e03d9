package io.ouroscope.analysis.strings;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.ObjectState;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// A look at all live strings of a kind, in parallel.
final class Strings {
    private static final int CHUNK = 1 << 13;

    private final Analysis analysis;
    private final Census census;
    private final StringKind kind;
    private final List<PyType> types;

    Strings(Analysis analysis, StringKind kind) {
        this.analysis = analysis;
        this.kind = kind;
        census = analysis.process().census();
        types = census.types().stream().filter(kind::has).toList();
    }

    /// Sees strings one after another; each thread has its own.
    interface Visitor {
        /// @param contents at the string of this node
        void visit(int node, Contents contents);

        /// After each run of strings, for what is better put together less often.
        default void endOfRun() {}
    }

    /// How many objects are looked at, those that turn out to be none too.
    int most() {
        return types.stream().mapToInt(census::count).sum();
    }

    void each(String stage, Supplier<Visitor> visitors, Progress progress) {
        progress.stage(stage, most());
        var done = new AtomicLong();
        for (PyType type : types) {
            int count = census.count(type);
            IntStream.range(0, (count + CHUNK - 1) / CHUNK).parallel().forEach(chunk -> {
                if (progress.isCancelled()) {
                    return;
                }
                Visitor visitor = visitors.get();
                var contents = new Contents(analysis.process().heap(), kind);
                int end = Math.min(count, (chunk + 1) * CHUNK);
                for (int position = chunk * CHUNK; position < end; position++) {
                    int node = census.nodeOf(type, position);
                    if (analysis.state(node) == ObjectState.LIVE && contents.moveTo(census.address(node), type)) {
                        visitor.visit(node, contents);
                    }
                }
                visitor.endOfRun();
                progress.done(done.addAndGet(end - chunk * CHUNK));
            });
            progress.check();
        }
    }

    /// Moves to the string of a node.
    boolean moveTo(int node, Contents contents) {
        return contents.moveTo(census.address(node), census.type(node));
    }

    Contents newContents() {
        return new Contents(analysis.process().heap(), kind);
    }
}
