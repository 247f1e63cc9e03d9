package io.ouroscope.workspace;

import io.ouroscope.snapshot.SnapshotInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Everything a running Ouroscope holds: the store of snapshots, the open ones, and the jobs that work on them.
public final class Workspace implements AutoCloseable {
    private static final Duration FORGOTTEN_AFTER = Duration.ofSeconds(10);

    private final SnapshotStore store;
    private final Library library;
    private final Jobs jobs = new Jobs(Problems::explain);
    private final LiveProcesses processes;
    private final Captures captures;
    private final Imports imports;
    private final Analyses analyses;
    private final Questions questions = new Questions(jobs, FORGOTTEN_AFTER);

    /// @param others files to show beside those of the store
    public Workspace(SnapshotStore store, List<Path> others) {
        this.store = store;
        store.removeAbandoned();
        library = new Library(store, others);
        processes = new LiveProcesses(store.directory());
        captures = new Captures(store, processes, jobs);
        imports = new Imports(store, library, jobs);
        analyses = new Analyses(store, jobs);
    }

    public Jobs jobs() {
        return jobs;
    }

    public SnapshotStore store() {
        return store;
    }

    /// All snapshots, as Home lists them.
    public List<SnapshotEntry> snapshots() throws IOException {
        return library.list().stream().map(this::entry).toList();
    }

    /// The snapshot whose id begins with `prefix`, if exactly one does.
    public Optional<SnapshotEntry> find(String prefix) throws IOException {
        return library.find(prefix).map(this::entry);
    }

    /// @param label null or blank for none
    public SnapshotEntry label(SnapshotEntry snapshot, @Nullable String label) throws IOException {
        return entry(store.label(snapshot.stored().file(), label));
    }

    /// Deletes the file and everything derived from it; its notes too, unless another file has the same content.
    public void delete(SnapshotEntry snapshot) throws IOException {
        store.delete(snapshot.stored().file());
        String id = snapshot.stored().id();
        if (id != null) {
            questions.forget(id);
            analyses.forget(id);
            if (library.find(id).isEmpty()) {
                store.notes().forget(id);
            }
        }
    }

    /// Opens an analysed snapshot. The caller closes it.
    ///
    /// @throws NotAnalysedException if that has to wait for an analysis, which is started if it does not run yet
    public OpenSnapshot open(SnapshotEntry snapshot) throws NotAnalysedException {
        StoredSnapshot stored = snapshot.stored();
        String id = stored.id();
        if (id == null || snapshot.problem() != null) {
            String problem = snapshot.problem() == null ? "Its id is still being computed" : snapshot.problem();
            throw new ProblemException(Problem.Kind.OTHER, "This snapshot cannot be opened", problem, null);
        }
        return new OpenSnapshot(snapshot, id, analyses.lease(id, stored.file(), "Analysing " + name(stored)));
    }

    /// Asks something that needs a look at the whole heap. The answer grows while its job runs; who asks the same text
    /// again gets the same answer.
    ///
    /// @param text names the question and all its parameters: "objects type=0x7f… text=abc"
    /// @param title what it does, for people: "Searching strings"
    /// @param againAfter the id of the job that failed or was cancelled, to start anew; empty for none
    public <A extends Question.Answer> Question<A> ask(
            OpenSnapshot snapshot,
            String text,
            String title,
            String againAfter,
            Supplier<A> empty,
            Question.Work<A> work) {
        return questions.ask(snapshot.id(), text, title, againAfter, empty, () -> analyses.again(snapshot.id()), work);
    }

    public LiveProcesses processes() {
        return processes;
    }

    public Imports imports() {
        return imports;
    }

    /// Starts to capture a process into the store. The job ends with the id of the snapshot.
    ///
    /// @throws ProblemException if it can be seen beforehand that nothing will come of it
    public Job capture(CaptureOrder order) {
        return captures.start(order);
    }

    @Override
    public void close() {
        library.close();
        jobs.close();
        analyses.close();
    }

    private SnapshotEntry entry(StoredSnapshot stored) {
        String problem = stored.problem() != null
                ? stored.problem()
                : library.problem(stored.file()).orElse(null);
        String id = stored.id();
        String jobId = id == null ? null : analyses.jobOf(id);
        SnapshotEntry.State state;
        if (problem != null) {
            state = SnapshotEntry.State.BROKEN;
        } else if (id == null) {
            state = SnapshotEntry.State.HASHING;
        } else if (jobId != null) {
            state = SnapshotEntry.State.ANALYSING;
        } else {
            state = analyses.isOpen(id) ? SnapshotEntry.State.READY : SnapshotEntry.State.NEW;
        }
        return new SnapshotEntry(stored, state, problem, jobId, BundledSnapshots.isBundled(stored.file()));
    }

    private static String name(StoredSnapshot stored) {
        SnapshotInfo info = stored.info();
        return info == null || info.process().isEmpty() ? stored.fileName() : info.process();
    }
}
