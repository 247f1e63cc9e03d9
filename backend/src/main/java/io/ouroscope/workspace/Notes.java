package io.ouroscope.workspace;

import io.ouroscope.snapshot.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The notes of snapshots, one file for each content (`{id}.notes.json` in the store), so that they stay with it
/// however its file is called. A change is read, made and written under one lock, and the file is replaced at once or
/// not
/// at all; one that cannot be read is kept under another name. Usable from any number of threads.
public final class Notes {
    private static final String SUFFIX = ".notes" + Sidecar.SUFFIX;

    private static final int MOST_ASIDE = 9;

    private final Path directory;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<Path, Read> files = new ConcurrentHashMap<>();

    /// A file as it was read, while it stays the same.
    ///
    /// @param damage what of it cannot be read, null if all can
    private record Read(
            FileState state, List<Note> notes, @Nullable String damage) {}

    Notes(Path directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /// Somebody else changed the note meanwhile.
    public static final class ConflictException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Note now;

        ConflictException(Note now) {
            super("The note was changed by somebody else meanwhile", null, false, false);
            this.now = now;
        }

        public Note now() {
            return now;
        }
    }

    /// The notes of a snapshot, the newest first.
    public List<Note> of(String snapshot) throws IOException {
        Read read = read(file(snapshot));
        return read == null ? List.of() : read.notes;
    }

    /// What is wrong with the file of the notes, or was when it was last written over; null if nothing is.
    public @Nullable Problem problem(String snapshot) throws IOException {
        Path file = file(snapshot);
        Read read = read(file);
        if (read != null && read.damage != null) {
            return new Problem(
                    Problem.Kind.OTHER,
                    read.notes.isEmpty() ? "The notes cannot be read" : "Some notes cannot be read",
                    "The file " + file.getFileName() + " in the store " + read.damage,
                    "It stays as it is until the first change of a note, which keeps it as "
                            + aside(snapshot).getFileName());
        }
        List<String> kept = asides(snapshot).stream()
                .filter(Files::exists)
                .map(each -> String.valueOf(each.getFileName()))
                .toList();
        return kept.isEmpty()
                ? null
                : new Problem(
                        Problem.Kind.OTHER,
                        "Notes were lost",
                        "The file of the notes was damaged, and is kept beside the new one in the store: "
                                + String.join(", ", kept),
                        "Mend it and import it here, or delete it; then this is no longer said");
    }

    /// The file as it is now, null if there is none.
    private @Nullable Read read(Path file) throws IOException {
        FileState state;
        try {
            state = FileState.of(file);
        } catch (NoSuchFileException none) {
            return null;
        }
        Read known = files.get(file);
        if (known == null || !known.state.equals(state)) {
            boolean tooLarge = state.sizeBytes() > 2L * NoteRules.MOST_BYTES;
            NotesFile found = tooLarge ? null : NotesFile.readOwn(Files.readAllBytes(file));
            List<Note> notes = found == null ? List.of() : found.all();
            String damage = null;
            if (tooLarge) {
                damage = "is larger than notes may be";
            } else if (found == null) {
                damage = "is damaged, or of a newer version of Ouroscope";
            } else if (!found.isWhole()) {
                damage = "has entries that are no notes; " + notes.size() + " can be read";
            }
            known = new Read(state, sorted(notes), damage);
            files.put(file, known);
        }
        return known;
    }

    /// @throws ProblemException if the note is not allowed
    public synchronized Note add(String snapshot, Note.Draft draft) throws IOException {
        check(draft);
        byte[] bytes = new byte[8];
        random.nextBytes(bytes);
        Instant now = now();
        var note = new Note(HexFormat.of().formatHex(bytes), draft.path(), draft.title(), draft.text(), now, now, 1);
        var all = new ArrayList<>(of(snapshot));
        all.add(note);
        write(snapshot, all);
        return note;
    }

    /// Replaces what a note says.
    ///
    /// @param version of the note that was changed
    /// @return null if there is no such note
    /// @throws ConflictException if it has another version by now
    /// @throws ProblemException if the note is not allowed
    public synchronized @Nullable Note change(String snapshot, String id, int version, Note.Draft draft)
            throws IOException {
        check(draft);
        var all = new ArrayList<>(of(snapshot));
        for (int i = 0; i < all.size(); i++) {
            Note old = all.get(i);
            if (old.id().equals(id)) {
                if (old.version() != version) {
                    throw new ConflictException(old);
                }
                var note = new Note(id, draft.path(), draft.title(), draft.text(), old.createdAt(), now(), version + 1);
                all.set(i, note);
                write(snapshot, all);
                return note;
            }
        }
        return null;
    }

    /// @return whether there was such a note
    public synchronized boolean remove(String snapshot, String id) throws IOException {
        var all = new ArrayList<>(of(snapshot));
        boolean removed = all.removeIf(note -> note.id().equals(id));
        if (removed) {
            write(snapshot, all);
        }
        return removed;
    }

    /// Adds what came with a snapshot: of two states of a note the later one stays. What is beyond the limit of notes
    /// is not taken.
    ///
    /// @return how many notes are new or changed
    synchronized int merge(String snapshot, List<Note> others) throws IOException {
        var all = new LinkedHashMap<String, Note>();
        of(snapshot).forEach(note -> all.put(note.id(), note));
        int taken = 0;
        for (Note other : others) {
            Note own = all.get(other.id());
            boolean isNews = own == null
                    ? all.size() < NoteRules.MOST_NOTES
                    : other.changedAt().isAfter(own.changedAt());
            if (isNews) {
                all.put(other.id(), other);
                taken++;
            }
        }
        if (taken > 0) {
            write(snapshot, List.copyOf(all.values()));
        }
        return taken;
    }

    /// Merges notes that were exported as JSON.
    ///
    /// @return how many are new or changed; -1 if it holds notes of another snapshot or none at all
    public int merge(String snapshot, byte[] json) throws IOException {
        NotesFile file = NotesFile.read(json);
        return snapshot.equals(file.snapshot()) ? merge(snapshot, file.all()) : -1;
    }

    /// The notes as JSON, to take along.
    public byte[] export(String snapshot, long sizeBytes) throws IOException {
        return NotesFile.of(snapshot, sizeBytes, of(snapshot)).bytes();
    }

    /// Deletes all notes of a snapshot.
    synchronized void forget(String snapshot) throws IOException {
        Files.deleteIfExists(file(snapshot));
        for (Path aside : asides(snapshot)) {
            Files.deleteIfExists(aside);
        }
        files.remove(file(snapshot));
    }

    private Path file(String snapshot) {
        return directory.resolve(snapshot + SUFFIX);
    }

    /// Names for damaged files; when all are taken, the last is written over.
    private List<Path> asides(String snapshot) {
        return IntStream.rangeClosed(1, MOST_ASIDE)
                .mapToObj(number -> directory.resolve(snapshot + ".notes.damaged-" + number + Sidecar.SUFFIX))
                .toList();
    }

    private Path aside(String snapshot) {
        List<Path> all = asides(snapshot);
        return all.stream().filter(path -> !Files.exists(path)).findFirst().orElse(all.getLast());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static List<Note> sorted(List<Note> notes) {
        return notes.stream()
                .sorted(Comparator.comparing(Note::createdAt).reversed().thenComparing(Note::id))
                .toList();
    }

    private static void check(Note.Draft draft) {
        String problem = NoteRules.problem(draft);
        if (problem != null) {
            throw new ProblemException(Problem.Kind.OTHER, "This note cannot be kept", problem, null);
        }
    }

    private void write(String snapshot, List<Note> notes) throws IOException {
        byte[] bytes = NotesFile.of(snapshot, 0, notes).bytes();
        if (notes.size() > NoteRules.MOST_NOTES || bytes.length > NoteRules.MOST_BYTES) {
            throw new ProblemException(
                    Problem.Kind.OTHER,
                    "This note cannot be kept",
                    "A snapshot has at most " + NoteRules.MOST_NOTES + " notes, of 16 MB together",
                    "Delete some of them first.");
        }
        PrivateFiles.createDirectories(directory);
        Path file = file(snapshot);
        Path part = PrivateFiles.createPart(file);
        Read before = read(file);
        try {
            Files.write(part, bytes);
            if (before != null && before.damage != null) {
                Files.move(file, aside(snapshot), StandardCopyOption.REPLACE_EXISTING);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
        files.put(file, new Read(FileState.of(file), sorted(notes), null));
    }
}
