package io.ouroscope.analysis.query;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.ObjectState;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Asks every object of a snapshot what a query asks, the columns of the index first, on all processors.
///
/// Chunks are taken in the order of their addresses, so that the finished part grows from the beginning. Twelve million
/// objects take some 50 ms where the columns suffice; texts are read at about the speed of the memory.
public final class ObjectSearch {
    private final Analysis analysis;
    private final Census census;
    private final Heap heap;
    private final ObjectQuery query;
    private final boolean[] wantedTypes;
    private final boolean[] wantedStates = new boolean[ObjectState.values().length];
    private final ObjectMatches matches;
    private final Progress progress;

    private ObjectSearch(Analysis analysis, ObjectQuery query, ObjectMatches matches, Progress progress) {
        this.analysis = analysis;
        census = analysis.process().census();
        heap = analysis.process().heap();
        this.query = query;
        this.matches = matches;
        this.progress = progress;
        List<PyType> types = census.types();
        wantedTypes = new boolean[types.size()];
        for (int i = 0; i < wantedTypes.length; i++) {
            PyType type = types.get(i);
            wantedTypes[i] = query.types().wants(type) && (query.text() == null || type.hasPayload());
        }
        query.states().forEach(state -> wantedStates[state.ordinal()] = true);
    }

    /// Fills `matches`.
    ///
    /// @throws io.ouroscope.progress.CancelledException when cancelled; what was found until then stays
    public static void run(Analysis analysis, ObjectQuery query, ObjectMatches matches, Progress progress) {
        progress.stage(
                query.text() != null ? "Searching texts" : "Searching objects",
                analysis.process().census().size());
        try {
            new ObjectSearch(analysis, query, matches, progress).run();
        } finally {
            matches.end(progress);
        }
    }

    private void run() {
        var next = new AtomicInteger();
        var done = new AtomicLong();
        IntStream.range(0, Runtime.getRuntime().availableProcessors())
                .parallel()
                .forEach(worker -> {
                    var asked = new Asked();
                    for (int chunk = next.getAndIncrement();
                            chunk < matches.chunks() && !progress.isCancelled();
                            chunk = next.getAndIncrement()) {
                        int first = chunk * ObjectMatches.CHUNK_NODES;
                        int end = Math.min(census.size(), first + ObjectMatches.CHUNK_NODES);
                        asked.chunk(chunk, first, end);
                        progress.done(done.addAndGet(end - first));
                    }
                });
        progress.check();
    }

    /// What one thread needs to ask objects.
    private final class Asked {
        private final @Nullable TextScan text =
                query.text() == null ? null : new TextScan(heap, query.text(), progress);
        private final AttributeMatcher[] attributes = query.attributes().stream()
                .map(test -> new AttributeMatcher(heap, test))
                .toArray(AttributeMatcher[]::new);
        private final boolean readsObjects = query.readsObjects();
        private int undecided;

        void chunk(int chunk, int first, int end) {
            int count = 0;
            long sizes = 0;
            long memory = 0;
            undecided = 0;
            for (int node = first; node < end; node++) {
                if (!wantedTypes[census.typeIndex(node)]
                        || !wantedStates[analysis.state(node).ordinal()]) {
                    continue;
                }
                long sizeBytes = analysis.sizeBytes(node);
                long memoryBytes = analysis.memoryBytes(node);
                if (query.sizeBytes().contains(sizeBytes)
                        && query.memoryBytes().contains(memoryBytes)
                        && (!readsObjects || fits(node))) {
                    matches.add(node);
                    count++;
                    sizes += sizeBytes;
                    memory += memoryBytes;
                }
            }
            matches.finish(chunk, count, sizes, memory, undecided);
        }

        private boolean fits(int node) {
            long object = census.address(node);
            PyType type = census.type(node);
            boolean remains = census.isFreed(node);
            if (text != null && !text.isIn(object, type)) {
                undecided += text.wasCut() && !remains ? 1 : 0;
                return false;
            }
            if (remains && attributes.length > 0 && !heap.isValid(object, type)) {
                return false;
            }
            for (AttributeMatcher attribute : attributes) {
                if (!attribute.holds(object, type)) {
                    return false;
                }
            }
            return true;
        }
    }
}
