package io.ouroscope.capture.linux;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.function.BooleanSupplier;

/// Finds the touched pages of a mapping with PAGEMAP_SCAN (Linux 6.7 and later, `include/uapi/linux/fs.h`).
///
/// The kernel passes over page tables that do not exist, so terabytes of reserved address space, as sanitizers and
/// GPU drivers make, cost nothing; entry by entry a terabyte takes seconds. Not thread-safe.
final class PageScan implements AutoCloseable {
    /// `_IOWR('f', 16, struct pm_scan_arg)`.
    private static final long PAGEMAP_SCAN = 0xC060_6610L;

    private static final long PRESENT = 1 << 3;
    private static final long SWAPPED = 1 << 4;

    /// Fields of `struct pm_scan_arg`: twelve 64-bit numbers.
    private static final int ARGUMENT_BYTES = 96;

    private static final int START = 16;
    private static final int END = 24;
    private static final int WALK_END = 32;
    private static final int VECTOR = 40;
    private static final int VECTOR_LENGTH = 48;
    private static final int ANY_OF = 80;

    /// `struct page_region`: start, end, categories.
    private static final int REGION_BYTES = 24;

    private static final int REGIONS = 4096;

    private final int file;
    private final Memory argument = new Memory(ARGUMENT_BYTES);
    private final Memory regions = new Memory((long) REGIONS * REGION_BYTES);

    PageScan(int pid) {
        file = LibC.open("/proc/" + pid + "/pagemap", 0, 0);
    }

    /// Tells `sink` the touched ranges of `[start, end)`.
    ///
    /// @param stop asked now and then
    /// @return how far it came: `end`, or less if the kernel does not know this call or `stop` said so
    long forEach(long start, long end, TouchedPages.RangeSink sink, BooleanSupplier stop) {
        long at = start;
        while (file != -1 && at < end && !stop.getAsBoolean()) {
            argument.clear();
            argument.setLong(0, ARGUMENT_BYTES);
            argument.setLong(START, at);
            argument.setLong(END, end);
            argument.setLong(VECTOR, Pointer.nativeValue(regions));
            argument.setLong(VECTOR_LENGTH, REGIONS);
            argument.setLong(ANY_OF, PRESENT | SWAPPED);
            int count = LibC.ioctl(file, PAGEMAP_SCAN, argument);
            long reached = argument.getLong(WALK_END);
            if (count < 0 || Long.compareUnsigned(reached, at) <= 0) {
                break;
            }
            for (int i = 0; i < count; i++) {
                sink.accept(regions.getLong((long) i * REGION_BYTES), regions.getLong((long) i * REGION_BYTES + 8));
            }
            at = reached;
        }
        return at;
    }

    @Override
    public void close() {
        if (file != -1) {
            LibC.close(file);
        }
    }
}
