package io.ouroscope.workspace;

/// The right to look into an analysed snapshot; it stays open until this is closed.
public final class OpenSnapshot implements AutoCloseable {
    private final SnapshotEntry entry;
    private final String id;
    private final LeaseCache<AnalysedSnapshot>.Lease lease;

    OpenSnapshot(SnapshotEntry entry, String id, LeaseCache<AnalysedSnapshot>.Lease lease) {
        this.entry = entry;
        this.id = id;
        this.lease = lease;
    }

    public SnapshotEntry entry() {
        return entry;
    }

    public String id() {
        return id;
    }

    public AnalysedSnapshot analysed() {
        return lease.value();
    }

    @Override
    public void close() {
        lease.close();
    }
}
