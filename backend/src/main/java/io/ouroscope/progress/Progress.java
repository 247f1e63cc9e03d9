package io.ouroscope.progress;

/// Reports how far long work has come, and carries the wish to cancel it.
///
/// Asked per chunk, never per object. Methods may be called from any thread.
public interface Progress {

    /// Nobody listens, nobody cancels.
    Progress NONE = new Progress() {
        @Override
        public void stage(String name, long totalUnits) {}

        @Override
        public void done(long units) {}

        @Override
        public boolean isCancelled() {
            return false;
        }
    };

    /// A new stage begins, of `totalUnits` units (bytes, objects), 0 if unknown. Names read as "Finding objects".
    void stage(String name, long totalUnits);

    /// `units` of the current stage's total are done so far.
    void done(long units);

    boolean isCancelled();

    /// Throws [CancelledException] when cancelled.
    default void check() {
        if (isCancelled()) {
            throw new CancelledException();
        }
    }
}
