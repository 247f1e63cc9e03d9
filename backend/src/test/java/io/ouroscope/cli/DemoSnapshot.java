package io.ouroscope.cli;

import io.ouroscope.progress.Progress;
import io.ouroscope.snapshot.CompressedSnapshot;
import java.io.IOException;
import java.nio.file.Path;

/// The bundled snapshots, unpacked for a test.
final class DemoSnapshot {
    private DemoSnapshot() {}

    /// The hanging data generator.
    static Path generator(Path directory) throws IOException {
        Path target = directory.resolve("generate.core");
        CompressedSnapshot.unpack(Path.of("..", "snapshots", "generate.core.zst"), target, Progress.NONE);
        return target;
    }
}
