package io.ouroscope.workspace;

/// The snapshot is being analysed, or that has just been started: ask again when the job is over.
public final class NotAnalysedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String jobId;

    NotAnalysedException(String jobId) {
        super("The snapshot is being analysed", null, false, false);
        this.jobId = jobId;
    }

    public String jobId() {
        return jobId;
    }
}
