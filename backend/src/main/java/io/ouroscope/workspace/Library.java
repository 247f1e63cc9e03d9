package io.ouroscope.workspace;

import io.ouroscope.progress.CancelledException;
import io.ouroscope.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All snapshots that can be opened: those of the store and the files named on the command line.
///
/// Files whose ids are not known yet are identified in the background, one after the other, as they are seen.
final class Library implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Library.class);
    /// A file system that does not answer must not keep the server from ending.
    private static final long END_MILLIS = 2_000;

    private final SnapshotStore store;
    private final List<Path> others;
    private final BlockingQueue<Path> toIdentify = new LinkedBlockingQueue<>();
    private final Set<Path> queued = new HashSet<>();
    private final Map<Path, Unreadable> unreadable = new ConcurrentHashMap<>();

    /// @param state of the file when that was tried: a file that was still being copied is tried again when it grew
    private record Unreadable(FileState state, String problem) {}

    private final Thread identifier =
            Thread.ofPlatform().daemon().name("identify").unstarted(this::identifyAll);
    private volatile boolean closed;

    private final Progress untilClosed = new Progress() {
        @Override
        public void stage(String name, long totalUnits) {}

        @Override
        public void done(long units) {}

        @Override
        public boolean isCancelled() {
            return closed;
        }
    };

    /// @param others files outside the store
    Library(SnapshotStore store, List<Path> others) {
        this.store = store;
        this.others = others.stream()
                .map(file -> file.toAbsolutePath().normalize())
                .distinct()
                .filter(file -> !store.directory().equals(file.getParent()))
                .toList();
        identifier.start();
    }

    /// Everything, the last written first; the files of the command line before the others.
    List<StoredSnapshot> list() throws IOException {
        var all = new ArrayList<StoredSnapshot>();
        for (Path file : others) {
            try {
                all.add(store.describe(file));
            } catch (IOException gone) {
                LOG.debug("{} is not listed", file, gone);
            }
        }
        all.addAll(store.list());
        all.forEach(this::identifyLater);
        return all;
    }

    /// The snapshot whose id begins with `prefix`, if exactly one does. Of equal files the first in the list.
    Optional<StoredSnapshot> find(String prefix) throws IOException {
        var found = new HashMap<String, StoredSnapshot>();
        for (StoredSnapshot each : list()) {
            String id = each.id();
            if (id != null && id.startsWith(prefix)) {
                found.putIfAbsent(id, each);
            }
        }
        return found.size() == 1 ? found.values().stream().findFirst() : Optional.empty();
    }

    /// A snapshot with exactly this content. Files of its size whose ids are not known yet are identified for that.
    Optional<StoredSnapshot> findOrIdentify(String id, long sizeBytes, Progress progress) throws IOException {
        for (StoredSnapshot each : list()) {
            StoredSnapshot known = each;
            boolean maybe = each.sizeBytes() == null || each.sizeBytes() == sizeBytes;
            if (each.id() == null && each.problem() == null && maybe) {
                try {
                    known = store.identify(each.file(), progress);
                } catch (IOException unusable) {
                    LOG.debug("{} is passed over", each.file(), unusable);
                }
            }
            if (id.equals(known.id())) {
                return Optional.of(known);
            }
        }
        return Optional.empty();
    }

    /// Why the id of `file` could not be computed, if it could not.
    Optional<String> problem(Path file) {
        return isUnreadable(file)
                ? Optional.ofNullable(unreadable.get(file)).map(Unreadable::problem)
                : Optional.empty();
    }

    private boolean isUnreadable(Path file) {
        Unreadable known = unreadable.get(file);
        if (known == null) {
            return false;
        }
        try {
            return known.state.equals(FileState.of(file));
        } catch (IOException gone) {
            return true;
        }
    }

    /// Afterwards nothing is written beside the files any more.
    @Override
    public void close() {
        closed = true;
        identifier.interrupt();
        try {
            identifier.join(END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void identifyLater(StoredSnapshot snapshot) {
        synchronized (queued) {
            if (snapshot.id() == null
                    && snapshot.problem() == null
                    && !isUnreadable(snapshot.file())
                    && queued.add(snapshot.file())) {
                toIdentify.add(snapshot.file());
            }
        }
    }

    private void identifyAll() {
        while (!closed) {
            try {
                Path file = toIdentify.take();
                try {
                    identify(file);
                } finally {
                    synchronized (queued) {
                        queued.remove(file);
                    }
                }
            } catch (InterruptedException | CancelledException end) {
                return;
            }
        }
    }

    private void identify(Path file) {
        FileState state;
        try {
            state = FileState.of(file);
        } catch (IOException gone) {
            LOG.debug("{} is not identified", file, gone);
            return;
        }
        try {
            store.identify(file, untilClosed);
        } catch (IOException failure) {
            if (!closed) {
                unreadable.put(file, new Unreadable(state, String.valueOf(failure.getMessage())));
            }
        } catch (CancelledException closing) {
            throw closing;
        } catch (RuntimeException bug) {
            LOG.error("Identifying {} failed", file, bug);
            unreadable.put(file, new Unreadable(state, "This is a bug in Ouroscope: " + bug));
        }
    }
}
