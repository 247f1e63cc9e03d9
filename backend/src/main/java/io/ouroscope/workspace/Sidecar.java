package io.ouroscope.workspace;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ouroscope.snapshot.PrivateFiles;
import io.ouroscope.snapshot.SnapshotInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What is kept beside a snapshot file as JSON: the user's label, and what is dear to compute while the file stays the
/// same. Losing it loses the label only.
///
/// @param label what the user called the snapshot
/// @param known what was computed, and of which state of the file; null if nothing was
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
record Sidecar(@Nullable String label, @Nullable Known known) {
    static final String SUFFIX = ".json";
    static final Sidecar EMPTY = new Sidecar(null, null);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /// A command line can be long, but what is larger was not written by us.
    private static final long LARGEST_BYTES = 16 << 20;

    /// Computed from the file in state `file`.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Known(FileState file, String id, long sizeBytes, Process process) {}

    /// [SnapshotInfo] in JSON.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Process(
            boolean ours,
            int pid,
            @Nullable Integer parentPid,
            @Nullable Integer userId,
            @Nullable String name,
            @Nullable String executable,
            @Nullable List<String> commandLine,
            @Nullable String host,
            @Nullable String capturedAt,
            @Nullable Double pauseMillis,
            @Nullable String pythonVersion) {

        static Process of(SnapshotInfo info) {
            return new Process(
                    info.origin() == SnapshotInfo.Origin.OUROSCOPE,
                    info.pid(),
                    info.parentPid(),
                    info.userId(),
                    info.process(),
                    info.executable(),
                    info.commandLine(),
                    info.host(),
                    info.capturedAt() == null ? null : info.capturedAt().toString(),
                    info.pauseMillis(),
                    info.pythonVersion());
        }

        SnapshotInfo info() {
            return new SnapshotInfo(
                    ours ? SnapshotInfo.Origin.OUROSCOPE : SnapshotInfo.Origin.OTHER,
                    pid,
                    parentPid,
                    userId,
                    Objects.requireNonNullElse(name, ""),
                    executable,
                    commandLine == null ? List.of() : List.copyOf(commandLine),
                    host,
                    instant(capturedAt),
                    pauseMillis,
                    pythonVersion);
        }

        private static @Nullable Instant instant(@Nullable String text) {
            try {
                return text == null ? null : Instant.parse(text);
            } catch (DateTimeException e) {
                return null;
            }
        }
    }

    /// What is in `file`; empty if it is missing, damaged or not ours.
    static Sidecar read(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > LARGEST_BYTES) {
                return EMPTY;
            }
            Sidecar sidecar = JSON.readValue(Files.readAllBytes(file), Sidecar.class);
            return sidecar == null || !sidecar.isComplete() ? EMPTY : sidecar;
        } catch (JacksonException | IllegalArgumentException e) {
            return EMPTY;
        } catch (IOException e) {
            return EMPTY;
        }
    }

    @SuppressWarnings("ConstantValue") // Jackson leaves null what the JSON lacks.
    private boolean isComplete() {
        return known == null || (known.file != null && known.id != null && known.process != null);
    }

    void write(Path file) throws IOException {
        Path part = PrivateFiles.createPart(file);
        try {
            Files.write(part, JSON.writeValueAsBytes(this));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    @Nullable
    Known knownOf(FileState state) {
        return known != null && known.file.equals(state) ? known : null;
    }

    Sidecar withLabel(@Nullable String newLabel) {
        return new Sidecar(newLabel, known);
    }

    Sidecar withKnown(Known newKnown) {
        return new Sidecar(label, newKnown);
    }
}
