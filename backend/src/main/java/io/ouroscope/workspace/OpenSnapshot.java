package io.ouroscope.workspace;

/// The right to look into an analysed snapshot; it stays open until this is closed.
public final class OpenSnapshot implements AutoCloseable {
    private final SnapshotEntry entry;
    private final LeaseCache<AnalysedSnapshot>.Lease lease;

    OpenSnapshot(SnapshotEntry entry, LeaseCache<AnalysedSnapshot>.Lease lease) {
        this.entry = entry;
        this.lease = lease;
    }

    public SnapshotEntry entry() {
        return entry;
    }

    public AnalysedSnapshot analysed() {
        return lease.value();
    }

    @Override
    public void close() {
        lease.close();
    }
}
