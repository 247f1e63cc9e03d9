package io.ouroscope.capture.linux;

import io.ouroscope.progress.CancelledException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.function.BooleanSupplier;

/// Which parts of a mapping hold anything: the rest reads as zeros and need not be copied, and must not be, for
/// reading fills the target's page tables (and in shared memory its memory too).
///
/// From /proc/PID/pagemap for private anonymous memory (`Documentation/admin-guide/mm/pagemap.rst`; by [PageScan]
/// where the kernel has that), from
/// SEEK_DATA on /proc/PID/map_files for shared memory of tmpfs. Everything else counts as touched.
public final class TouchedPages implements AutoCloseable {
    public static final int PAGE_BYTES = 4096;

    private static final long PRESENT_OR_SWAPPED = 0xC000_0000_0000_0000L;
    private static final int ENXIO = 6;
    private static final int SEEK_END = 2;
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;

    /// Receives ranges `[start, end)` in address order.
    @FunctionalInterface
    public interface RangeSink {
        void accept(long start, long end);
    }

    private final int pid;
    private final FileChannel pagemap;
    private final PageScan scan;
    private final BooleanSupplier stop;
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(512 * 1024).order(ByteOrder.nativeOrder());
    private final LongBuffer entries = bytes.asLongBuffer();

    /// @param stop asked now and then while a mapping is looked through; true ends that with a [CancelledException]
    public TouchedPages(int pid, BooleanSupplier stop) throws IOException {
        this.pid = pid;
        this.stop = stop;
        this.pagemap = FileChannel.open(ProcFiles.path(pid, "pagemap"), StandardOpenOption.READ);
        this.scan = new PageScan(pid);
    }

    /// The ranges of `mapping` that may hold anything but zeros.
    public void forEach(Mapping mapping, RangeSink sink) throws IOException {
        if (mapping.isPrivateAnonymous() && mapping.start() >= 0) {
            long seen = scan.forEach(mapping.start(), mapping.end(), sink, stop);
            entryByEntry(seen, mapping.end(), sink);
        } else if (isSharedMemory(mapping)) {
            shared(mapping, sink);
        } else {
            sink.accept(mapping.start(), mapping.end());
        }
    }

    /// What older kernels offer: a 64-bit entry for each page, touched or not.
    void entryByEntry(long start, long end, RangeSink sink) throws IOException {
        long runStart = -1;
        long page = start;
        while (page < end) {
            if (stop.getAsBoolean()) {
                throw new CancelledException();
            }
            long wanted = Math.min(entries.capacity(), (end - page) / PAGE_BYTES);
            bytes.clear().limit((int) (wanted * 8));
            int got = pagemap.read(bytes, page / PAGE_BYTES * 8) / 8;
            if (got <= 0) {
                runStart = runStart == -1 ? page : runStart;
                break;
            }
            for (int i = 0; i < got; i++, page += PAGE_BYTES) {
                boolean touched = (entries.get(i) & PRESENT_OR_SWAPPED) != 0;
                if (touched && runStart == -1) {
                    runStart = page;
                } else if (!touched && runStart != -1) {
                    sink.accept(runStart, page);
                    runStart = -1;
                }
            }
        }
        if (runStart != -1) {
            sink.accept(runStart, end);
        }
    }

    static boolean isSharedMemory(Mapping mapping) {
        String path = mapping.path();
        return mapping.permissions().charAt(3) == 's'
                && (path.startsWith("/dev/shm/")
                        || path.startsWith("/memfd:")
                        || path.startsWith("/SYSV")
                        || path.startsWith("/dev/zero"));
    }

    private void shared(Mapping mapping, RangeSink sink) {
        String name = "/proc/" + pid + "/map_files/" + Long.toHexString(mapping.start()) + "-"
                + Long.toHexString(mapping.end());
        int fd = LibC.open(name, 0, 0);
        if (fd == -1) {
            sink.accept(mapping.start(), mapping.end());
            return;
        }
        try {
            long end = mapping.offset() + mapping.sizeBytes();
            long size = LibC.lseek(fd, 0, SEEK_END) + PAGE_BYTES - 1 & -PAGE_BYTES;
            long offset = mapping.offset();
            while (offset < Math.min(end, size)) {
                long data = LibC.lseek(fd, offset, SEEK_DATA);
                if (data < 0 && LibC.errno() == ENXIO || data >= end) {
                    break;
                }
                long hole =
                        data < 0 ? end : Math.min(end, LibC.lseek(fd, data, SEEK_HOLE) + PAGE_BYTES - 1 & -PAGE_BYTES);
                data = data < 0 ? offset : data & -PAGE_BYTES;
                sink.accept(mapping.start() + data - mapping.offset(), mapping.start() + hole - mapping.offset());
                offset = hole;
            }
            if (size < end) {
                // beyond the file's end nothing can be read: let the copy find out and say so
                sink.accept(mapping.start() + Math.max(0, Math.max(offset, size) - mapping.offset()), mapping.end());
            }
        } finally {
            LibC.close(fd);
        }
    }

    @Override
    public void close() throws IOException {
        scan.close();
        pagemap.close();
    }
}
