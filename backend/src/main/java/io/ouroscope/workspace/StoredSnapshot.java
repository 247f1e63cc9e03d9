package io.ouroscope.workspace;

import io.ouroscope.snapshot.CompressedSnapshot;
import io.ouroscope.snapshot.SnapshotInfo;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A snapshot file as a list shows it. Null is what is not known (yet): see [SnapshotStore#identify].
///
/// @param id 64 hexadecimal digits, the digest of the uncompressed content
/// @param label what the user called it
/// @param fileBytes size of the file
/// @param sizeBytes size of the uncompressed content
/// @param modified when the file was last written
/// @param info what the snapshot says of its process
/// @param problem why it cannot be used, in a sentence for the user
public record StoredSnapshot(
        Path file,
        @Nullable String id,
        @Nullable String label,
        long fileBytes,
        @Nullable Long sizeBytes,
        Instant modified,
        @Nullable SnapshotInfo info,
        @Nullable String problem) {

    public String fileName() {
        return String.valueOf(file.getFileName());
    }

    public boolean isCompressed() {
        return CompressedSnapshot.isCompressed(file);
    }
}
