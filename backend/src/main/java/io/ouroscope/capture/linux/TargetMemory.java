package io.ouroscope.capture.linux;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;

/// Reads the memory of another process.
///
/// With process_vm_readv, which copies at memory speed; through /proc/PID/mem where that call is forbidden or a
/// mapping has no read permission (the kernel lets a tracer read those there). Not thread-safe: one for each copying
/// thread.
public final class TargetMemory implements AutoCloseable {
    /// IOV_MAX of Linux.
    public static final int MAX_RANGES = 1024;

    /// Returned instead of a count: the process is gone.
    public static final long VANISHED = -1;

    private final int pid;
    private final Memory local = new Memory(16);
    private final Memory remote = new Memory(16L * MAX_RANGES);
    private int memFile = -1;
    private boolean vmRefused;

    public TargetMemory(int pid) {
        this.pid = pid;
    }

    /// Copies `count` ranges, one after the other, to `buffer` from `offset` on.
    ///
    /// @param starts where each range begins
    /// @param lengths its length in bytes
    /// @return bytes copied, less than asked at the first unreadable page; 0 if not even the first is readable,
    ///     [#VANISHED] if the process is gone
    public long read(long[] starts, long[] lengths, int count, NativeBuffer buffer, long offset) {
        if (count > MAX_RANGES) {
            throw new IllegalArgumentException("at most " + MAX_RANGES + " ranges in one call, but " + count);
        }
        long total = 0;
        for (int i = 0; i < count; i++) {
            remote.setLong(16L * i, starts[i]);
            remote.setLong(16L * i + 8, lengths[i]);
            total += lengths[i];
        }
        if (vmRefused) {
            return readThroughFile(starts, lengths, count, buffer, offset);
        }
        local.setPointer(0, buffer.pointer(offset, total));
        local.setLong(8, total);
        long copied = LibC.process_vm_readv(pid, local, 1, remote, count, 0);
        if (copied >= 0) {
            return copied;
        }
        int errno = LibC.errno();
        if (errno == LibC.EPERM || errno == LibC.ENOSYS) {
            vmRefused = true;
            return readThroughFile(starts, lengths, count, buffer, offset);
        }
        return errno == LibC.ESRCH ? VANISHED : 0;
    }

    private long readThroughFile(long[] starts, long[] lengths, int count, NativeBuffer buffer, long offset) {
        long total = 0;
        for (int i = 0; i < count; i++) {
            long copied = readForced(starts[i], lengths[i], buffer, offset + total);
            total += copied;
            if (copied < lengths[i]) {
                break;
            }
        }
        return total;
    }

    /// Copies through /proc/PID/mem, which reads mappings without read permission too.
    ///
    /// @return bytes copied, 0 if the first page cannot be read
    public long readForced(long start, long length, NativeBuffer buffer, long offset) {
        if (memFile == -1) {
            memFile = LibC.open("/proc/" + pid + "/mem", 0, 0);
            if (memFile == -1) {
                return 0;
            }
        }
        Pointer target = buffer.pointer(offset, length);
        long total = 0;
        while (total < length) {
            long copied = LibC.pread(memFile, target.share(total), length - total, start + total);
            if (copied == -1 && LibC.errno() == LibC.EINTR) {
                continue;
            }
            if (copied <= 0) {
                break;
            }
            total += copied;
        }
        return total;
    }

    @Override
    public void close() {
        if (memFile != -1) {
            LibC.close(memFile);
            memFile = -1;
        }
    }
}
