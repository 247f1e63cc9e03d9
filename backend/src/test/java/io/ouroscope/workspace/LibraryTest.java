package io.ouroscope.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.progress.Progress;
import io.ouroscope.snapshot.CompressedSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is listed while files come and go.
class LibraryTest {
    private static final Path FIXTURE = Path.of("..", "snapshots", "fixtures", "3.13.18", "fixture.core.zst");

    @TempDir
    private Path directory;

    @Test
    void aFileThatChangedWhileItsIdWasComputedIsTriedAgain() throws Exception {
        Path store = Files.createDirectories(directory.resolve("store"));
        Path core = store.resolve("copied.core");
        CompressedSnapshot.unpack(FIXTURE, core, Progress.NONE);
        try (var workspace = new Workspace(new SnapshotStore(store, directory.resolve("cache")), List.of())) {
            assertThat(workspace.snapshots()).hasSize(1);
            // As a copy that goes on; now or never, since the id is being computed.
            Files.setLastModifiedTime(core, FileTime.fromMillis(1));
            while (workspace.snapshots().getFirst().stored().id() == null) {
                Thread.sleep(20);
            }
            assertThat(workspace.snapshots().getFirst().problem()).isNull();
        }
    }
}
