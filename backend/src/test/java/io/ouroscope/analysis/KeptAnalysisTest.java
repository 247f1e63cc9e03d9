package io.ouroscope.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ouroscope.index.IndexFile;
import io.ouroscope.progress.CancelledException;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.testing.FakeHeap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What of an analysis is done again when there is an index of it.
class KeptAnalysisTest {
    @TempDir
    private Path directory;

    /// Remembers the stages it was told of, and cancels in one of them.
    private static final class Watch implements Progress {
        private final List<String> stages = new ArrayList<>();
        private final String cancelIn;

        Watch(String cancelIn) {
            this.cancelIn = cancelIn;
        }

        @Override
        public void stage(String name, long totalUnits) {
            stages.add(name);
        }

        @Override
        public void done(long units) {}

        @Override
        public boolean isCancelled() {
            return !stages.isEmpty() && stages.getLast().equals(cancelIn);
        }
    }

    private static FakeHeap heap() {
        var heap = FakeHeap.of("3.12.1");
        long text = heap.str("text");
        heap.dict(heap.str("key"), heap.list(text, text, heap.integer(77)));
        return heap;
    }

    private Analysis run(FakeHeap heap, Watch watch) throws IOException {
        IndexFile index = IndexFile.open(directory.resolve("one.idx"), "key");
        try {
            Analysis analysis = Analysis.run(heap.memory(), new Hints("3.12.1", List.of()), index, watch);
            index.complete();
            return analysis;
        } catch (CancelledException cancelled) {
            index.close();
            throw cancelled;
        }
    }

    @Test
    void aSecondRunFindsTheSameWithoutScanningMemory() throws IOException {
        FakeHeap heap = heap();
        var first = new Watch("");
        Analysis before = run(heap, first);
        assertThat(first.stages).contains("Finding objects", "Following references", "Measuring objects");
        var second = new Watch("");
        Analysis after = run(heap, second);
        assertThat(second.stages)
                .doesNotContain(
                        "Looking for the base type",
                        "Finding types",
                        "Finding objects",
                        "Following references",
                        "Telling live from dead",
                        "Measuring objects");
        int objects = before.process().census().size();
        assertThat(after.process().census().size()).isEqualTo(objects).isPositive();
        assertThat(after.references().edgeCount()).isEqualTo(before.references().edgeCount());
        for (int node = 0; node < objects; node++) {
            long object = before.process().census().address(node);
            assertThat(after.process().census().address(node)).isEqualTo(object);
            assertThat(after.process().census().node(object)).isEqualTo(node);
            assertThat(after.process().census().type(node).name())
                    .isEqualTo(before.process().census().type(node).name());
            assertThat(after.state(node)).isEqualTo(before.state(node));
            assertThat(after.sizeBytes(node)).isEqualTo(before.sizeBytes(node));
            assertThat(after.memoryBytes(node)).isEqualTo(before.memoryBytes(node));
        }
    }

    @Test
    void aCancelledRunIsTakenUpWhereItStopped() throws IOException {
        FakeHeap heap = heap();
        assertThatThrownBy(() -> run(heap, new Watch("Following references"))).isInstanceOf(CancelledException.class);
        var second = new Watch("");
        Analysis analysis = run(heap, second);
        assertThat(second.stages)
                .doesNotContain("Finding types", "Finding objects")
                .contains("Following references", "Measuring objects");
        assertThat(analysis.references().edgeCount()).isPositive();
    }
}
