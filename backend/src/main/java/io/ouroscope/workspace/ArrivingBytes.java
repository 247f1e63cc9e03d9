package io.ouroscope.workspace;

import io.ouroscope.progress.ByteCount;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The bytes of an upload on their way in. Where they stop too early that is told as what it is, so that nobody takes
/// it for trouble with the disk or for a damaged file. For one thread.
final class ArrivingBytes extends FilterInputStream {
    private static final Logger LOG = LoggerFactory.getLogger(ArrivingBytes.class);

    private final Job job;
    private final String name;
    private final long announcedBytes;
    private long count;

    /// @param name of the file, for messages
    /// @param announcedBytes how many will come, 0 if that is not known
    ArrivingBytes(InputStream in, Job job, String name, long announcedBytes) {
        super(in);
        this.job = job;
        this.name = name;
        this.announcedBytes = announcedBytes;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read;
        try {
            read = super.read(target, offset, length);
        } catch (IOException broken) {
            LOG.debug("The upload of {} broke off", name, broken);
            throw brokeOff();
        }
        count += Math.max(read, 0);
        if (read < 0 && count < announcedBytes) {
            throw brokeOff();
        }
        return read;
    }

    private ProblemException brokeOff() {
        // Who cancels an upload closes its connection too.
        job.check();
        String of = announcedBytes > 0 ? " of " + ByteCount.text(announcedBytes) : "";
        return new ProblemException(
                Problem.Kind.OTHER,
                "The upload broke off",
                "The connection ended when " + ByteCount.text(count) + of + " of " + name
                        + " had arrived. Nothing of it was kept",
                "Upload it again.");
    }
}
