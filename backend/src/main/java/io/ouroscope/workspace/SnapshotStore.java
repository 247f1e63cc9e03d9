package io.ouroscope.workspace;

import io.ouroscope.progress.ByteCount;
import io.ouroscope.progress.Progress;
import io.ouroscope.snapshot.CompressedSnapshot;
import io.ouroscope.snapshot.OpenOptions;
import io.ouroscope.snapshot.PrivateFiles;
import io.ouroscope.snapshot.Snapshot;
import io.ouroscope.snapshot.SnapshotFormatException;
import io.ouroscope.snapshot.SnapshotId;
import io.ouroscope.snapshot.SnapshotInfo;
import io.ouroscope.snapshot.SnapshotReceiver;
import io.ouroscope.snapshot.TransportHead;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The directory of snapshot files: what is in it, what each is called, and where a new one goes.
///
/// The files are the truth: whatever is put into the directory is there at the next [#list], which reads the directory
/// and, for files not seen before, a few kilobytes of each; so asking again every second is cheap. Ids take a pass over
/// the whole content and are computed only by [#identify], once per file. Files outside the directory can be described
/// and identified as well; what is known of those is kept in the cache directory, not beside them.
public final class SnapshotStore {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotStore.class);
    private static final int LONGEST_LABEL = 200;

    private final Path directory;
    private final Path cache;
    private final InstantSource clock;
    private final UnpackedCache unpacked;
    private final Indexes indexes;
    private final Notes notes;
    private final Grants grants;
    private final Map<Path, Peeked> peeked = new ConcurrentHashMap<>();
    private final Map<Path, Sidecar.Known> identified = new ConcurrentHashMap<>();
    private final Object arriving = new Object();

    /// What the beginning of an uncompressed file told.
    private record Peeked(
            FileState state,
            @Nullable SnapshotInfo info,
            @Nullable String problem) {}

    /// @param directory created, for this user only, when something is written to it
    public SnapshotStore(Path directory, Path cache) {
        this(directory, cache, InstantSource.system());
    }

    /// @param clock by which notes are dated, shared links end, and what killed servers left behind is removed
    public SnapshotStore(Path directory, Path cache, InstantSource clock) {
        this.directory = directory.toAbsolutePath().normalize();
        this.cache = cache;
        this.clock = clock;
        unpacked = new UnpackedCache(cache);
        indexes = new Indexes(cache);
        notes = new Notes(this.directory, clock);
        grants = new Grants(this.directory, clock);
    }

    /// The store of this process.
    ///
    /// @param chosen what `--store` names, null if it was not given
    public static SnapshotStore of(@Nullable Path chosen) {
        Directories directories = Directories.ofThisProcess();
        return new SnapshotStore(directories.store(chosen), directories.cache());
    }

    public Path directory() {
        return directory;
    }

    /// What people wrote to the snapshots.
    public Notes notes() {
        return notes;
    }

    /// The links that let others look at one snapshot each.
    public Grants grants() {
        return grants;
    }

    /// All snapshots, the last written first; files that look like snapshots and are none are listed with their
    /// problem.
    public List<StoredSnapshot> list() throws IOException {
        List<StoredSnapshot> all = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return all;
        }
        Set<Path> seen = new HashSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, SnapshotNames::isListed)) {
            for (Path file : files) {
                try {
                    all.add(describe(file));
                    seen.add(file);
                } catch (NoSuchFileException e) {
                    // Deleted while we looked: not there.
                }
            }
        }
        peeked.keySet().removeIf(file -> file.startsWith(directory) && !seen.contains(file));
        all.sort(Comparator.comparing(StoredSnapshot::modified).reversed().thenComparing(StoredSnapshot::fileName));
        return all;
    }

    /// What is known of one file without a long look; its id only if it was computed before.
    public StoredSnapshot describe(Path snapshot) throws IOException {
        Path file = snapshot.toAbsolutePath().normalize();
        FileState state = FileState.of(file);
        Instant modified = Files.readAttributes(file, BasicFileAttributes.class)
                .lastModifiedTime()
                .toInstant();
        Sidecar sidecar = Sidecar.read(sidecar(file));
        Sidecar.Known known = identified.get(file);
        if (known == null || !known.file().equals(state)) {
            known = sidecar.knownOf(state);
        }
        if (known != null) {
            SnapshotInfo info = known.process().info();
            return new StoredSnapshot(
                    file, known.id(), sidecar.label(), state.sizeBytes(), known.sizeBytes(), modified, info, null);
        }
        Peeked peek = peek(file, state);
        Long size = CompressedSnapshot.isCompressed(file) ? null : (Long) state.sizeBytes();
        return new StoredSnapshot(
                file, null, sidecar.label(), state.sizeBytes(), size, modified, peek.info, peek.problem);
    }

    private Peeked peek(Path file, FileState state) {
        Peeked before = peeked.get(file);
        if (before != null && before.state.equals(state)) {
            return before;
        }
        Peeked now;
        if (CompressedSnapshot.isCompressed(file)) {
            now = new Peeked(state, null, null);
        } else {
            try (Snapshot snapshot = Snapshot.open(file, OpenOptions.NO_REFILL)) {
                now = new Peeked(state, snapshot.info(), null);
            } catch (IOException e) {
                now = new Peeked(state, null, message(e));
            }
        }
        peeked.put(file, now);
        return now;
    }

    /// Computes what [#describe] cannot tell: the id, and for a compressed file (which is unpacked for it) what it says
    /// of its process. Takes a pass over the content the first time and nothing later.
    ///
    /// A file that cannot be used comes back with its problem, remembered while the file stays the same.
    public StoredSnapshot identify(Path snapshot, Progress progress) throws IOException {
        StoredSnapshot known = describe(snapshot);
        if (known.id() != null || known.problem() != null) {
            return known;
        }
        Path file = known.file();
        FileState state = FileState.of(file);
        try {
            Path plain = unpacked.plain(file, progress);
            SnapshotInfo info;
            try (Snapshot opened = Snapshot.open(plain, OpenOptions.NO_REFILL)) {
                info = opened.info();
            }
            String id = SnapshotId.of(plain, progress);
            if (!FileState.of(file).equals(state)) {
                throw new IOException(file + " changed while its id was computed; nothing may write to it");
            }
            // First, so that whoever sees the id sees the notes.
            if (CompressedSnapshot.isCompressed(file)) {
                takeNotes(id, TransportHead.of(file));
            }
            remember(file, new Sidecar.Known(state, id, Files.size(plain), Sidecar.Process.of(info)));
            return describe(file);
        } catch (IOException e) {
            if (isAboutTheFile(e)) {
                peeked.put(file, new Peeked(state, null, message(e)));
                return describe(file);
            }
            throw e;
        }
    }

    /// What became of an upload.
    ///
    /// @param wasHere whether a file with this content was there before, and the upload was dropped
    record Arrived(String id, boolean wasHere) {}

    /// Finds a file of a given content.
    @FunctionalInterface
    interface ByContent {
        Optional<StoredSnapshot> find(String id, long sizeBytes, Progress progress) throws IOException;
    }

    /// Keeps a snapshot that comes as a stream, plain or compressed, as an uncompressed file. Its notes come along.
    ///
    /// @param name what its file was called
    /// @param present asked for a file with the same content; where there is one, nothing new is kept
    Arrived receive(String name, InputStream source, ByContent present, Progress progress) throws IOException {
        PrivateFiles.createDirectories(directory);
        removeAbandoned();
        Path part = PrivateFiles.createPart(directory.resolve("upload"));
        try {
            SnapshotReceiver.Received received = new SnapshotReceiver(name, part, progress).receive(source);
            checkWhole(name, received);
            SnapshotInfo info;
            try (Snapshot opened = Snapshot.open(part, OpenOptions.NO_REFILL)) {
                info = opened.info();
            } catch (SnapshotFormatException e) {
                String inside = String.valueOf(part.getFileName());
                throw new SnapshotFormatException(
                        message(e).replace(part.toString(), name).replace(inside, name));
            }
            progress.check();
            progress.stage("Looking whether it is here already", 0);
            // First, so that whoever sees the snapshot sees its notes.
            takeNotes(received.id(), received.head());
            boolean wasHere;
            synchronized (arriving) {
                wasHere = present.find(received.id(), received.sizeBytes(), progress)
                        .isPresent();
                if (!wasHere) {
                    Path file = unused(SnapshotNames.uploaded(name));
                    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
                    remember(
                            file,
                            new Sidecar.Known(
                                    FileState.of(file), received.id(), received.sizeBytes(), Sidecar.Process.of(info)));
                }
            }
            return new Arrived(received.id(), wasHere);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /// Removes what uploads left behind whose server was killed.
    void removeAbandoned() {
        PrivateFiles.removeAbandonedParts(directory, clock.instant());
    }

    /// A compressed file can end between two frames and still be sound to zstd; ours say how long they are.
    private static void checkWhole(String name, SnapshotReceiver.Received received) throws SnapshotFormatException {
        long whole =
                received.head() == null ? 0 : NotesFile.read(received.head()).sizeBytes();
        if (whole > 0 && whole != received.sizeBytes()) {
            throw new SnapshotFormatException(name + " was cut short: " + ByteCount.text(received.sizeBytes()) + " of "
                    + ByteCount.text(whole) + " are in it; copy it again");
        }
    }

    private void takeNotes(String id, byte @Nullable [] head) {
        if (head == null) {
            return;
        }
        try {
            int taken = notes.merge(id, head);
            LOG.debug("{} notes came with {}", taken, id);
        } catch (IOException | ProblemException lost) {
            LOG.warn("The notes that came with snapshot {} are not kept: {}", id, lost.toString());
        }
    }

    /// Writes a snapshot to `out` compressed, with its notes; unpacking gives the same content and id again.
    public void send(StoredSnapshot snapshot, OutputStream out, Progress progress) throws IOException {
        String id = snapshot.id();
        Long size = snapshot.sizeBytes();
        if (id == null || size == null) {
            throw new ProblemException(
                    Problem.Kind.OTHER, "Not ready", "Its id is still being computed", "Try again in a moment.");
        }
        CompressedSnapshot.send(snapshot.file(), notes.export(id, size), out, progress);
    }

    private static boolean isAboutTheFile(IOException e) {
        return e instanceof SnapshotFormatException;
    }

    /// Where nothing may be written (a store in a read-only image), what was computed is kept until we end.
    private void remember(Path file, Sidecar.Known known) {
        identified.put(file, known);
        try {
            change(file, sidecar -> sidecar.withKnown(known));
        } catch (IOException e) {
            LOG.debug("The id of {} is computed again next time: {}", file, e.toString());
        }
    }

    private synchronized void change(Path file, UnaryOperator<Sidecar> change) throws IOException {
        Path target = sidecar(file);
        PrivateFiles.createParents(target);
        change.apply(Sidecar.read(target)).write(target);
    }

    /// The snapshot with this id, or with an id that begins so if there is only one.
    public Optional<StoredSnapshot> find(String idPrefix) throws IOException {
        Map<String, StoredSnapshot> found = new ConcurrentHashMap<>();
        for (StoredSnapshot snapshot : list()) {
            if (snapshot.id() != null && snapshot.id().startsWith(idPrefix)) {
                found.putIfAbsent(snapshot.id(), snapshot);
            }
        }
        return found.size() == 1 ? found.values().stream().findFirst() : Optional.empty();
    }

    /// The file to map: a compressed snapshot is unpacked first.
    Path plain(Path file, Progress progress) throws IOException {
        return unpacked.plain(file, progress);
    }

    Indexes indexes() {
        return indexes;
    }

    /// @param label null or blank for none; what is longer than [#LONGEST_LABEL] characters is cut
    public StoredSnapshot label(Path file, @Nullable String label) throws IOException {
        String text = label == null ? "" : label.strip();
        String cut = text.length() > LONGEST_LABEL ? text.substring(0, LONGEST_LABEL) : text;
        change(file.toAbsolutePath().normalize(), sidecar -> sidecar.withLabel(cut.isEmpty() ? null : cut));
        return describe(file);
    }

    /// Deletes a snapshot of this directory and all that was kept about it.
    public void delete(Path snapshot) throws IOException {
        Path file = snapshot.toAbsolutePath().normalize();
        if (!directory.equals(file.getParent())) {
            throw new IOException(file + " is not in the store " + directory + ", so it is not ours to delete");
        }
        Path plain = unpacked.known(file);
        if (plain != null) {
            indexes.remove(plain);
        }
        unpacked.remove(file);
        Files.delete(file);
        Files.deleteIfExists(sidecar(file));
        peeked.remove(file);
        identified.remove(file);
    }

    /// Where a capture of this process goes; nothing is there yet. The directory exists afterwards.
    public Path newFile(String process, int pid, Instant at) throws IOException {
        PrivateFiles.createDirectories(directory);
        String stem = SnapshotNames.stem(process, pid, at);
        return unused(stem);
    }

    private Path unused(String stem) {
        Path file = directory.resolve(stem + SnapshotNames.CORE);
        for (int n = 2; Files.exists(file); n++) {
            file = directory.resolve(stem + "-" + n + SnapshotNames.CORE);
        }
        return file;
    }

    /// How much the files of the directory take.
    public long usedBytes() throws IOException {
        return list().stream().mapToLong(StoredSnapshot::fileBytes).sum();
    }

    private Path sidecar(Path file) {
        String name = file.getFileName() + Sidecar.SUFFIX;
        return directory.equals(file.getParent()) && Files.isWritable(directory)
                ? directory.resolve(name)
                : cache.resolve("known")
                        .resolve(UnpackedCache.digest(file.toString()).substring(0, 32) + Sidecar.SUFFIX);
    }

    private static String message(IOException e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
