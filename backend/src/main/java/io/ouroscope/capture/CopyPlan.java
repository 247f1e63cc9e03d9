package io.ouroscope.capture;

import io.ouroscope.capture.linux.Mapping;
import io.ouroscope.capture.linux.TargetMemory;
import io.ouroscope.capture.linux.TouchedPages;
import io.ouroscope.snapshot.CoreWriter;
import io.ouroscope.snapshot.note.CaptureNote.HoleNote;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which bytes of a process are copied, where they go in the file, and what is left out and why.
///
/// Made twice: once before the stop, to know how much there is, and once while the process stands still. Ranges are
/// columns of longs, since a fragmented heap has hundreds of thousands of them.
final class CopyPlan {
    /// Program code above this size is left out: it is the same in its file, and fetching it from disk takes time.
    private static final long MAX_CODE_BYTES = 64L << 20;

    private final List<Area> areas = new ArrayList<>();
    private final LongArrayList starts = new LongArrayList();
    private final LongArrayList lengths = new LongArrayList();
    private final LongArrayList fileOffsets = new LongArrayList();
    private final List<Piece> pieces = new ArrayList<>();
    private final long pieceBytes;
    private long bytes;

    /// One mapping.
    ///
    /// @param fileOffset where it begins in the file
    /// @param leftOut why it is not copied, null if it is
    record Area(Mapping mapping, long fileOffset, @Nullable String leftOut) {}

    /// Ranges `[first, end)` that are copied in one go.
    record Piece(int first, int end, long bytes) {}

    /// @param pieceBytes size of a piece at most, a multiple of the page size
    private CopyPlan(long pieceBytes) {
        this.pieceBytes = pieceBytes;
    }

    /// Plans a copy of `mappings`; `core` gives out the places in the file.
    static CopyPlan of(List<Mapping> mappings, TouchedPages touched, CoreWriter core, long pieceBytes)
            throws IOException {
        CopyPlan plan = new CopyPlan(pieceBytes);
        for (Mapping mapping : mappings) {
            String leftOut = reasonToLeaveOut(mapping);
            if (leftOut != null) {
                plan.areas.add(new Area(mapping, CoreWriter.Segment.NOT_IN_FILE, leftOut));
                continue;
            }
            long offset = core.reserve(mapping.sizeBytes());
            plan.areas.add(new Area(mapping, offset, null));
            touched.forEach(mapping, (start, end) -> plan.add(start, end, offset + start - mapping.start()));
        }
        plan.makePieces();
        return plan;
    }

    private static @Nullable String reasonToLeaveOut(Mapping mapping) {
        String path = mapping.path();
        if (path.startsWith("[vvar") || path.equals("[vsyscall]")) {
            return "the kernel's own page, which cannot be read from outside";
        }
        if (path.startsWith("/dev/")
                        && !path.startsWith("/dev/shm/")
                        && !path.startsWith("/dev/zero")
                        && !path.startsWith("/dev/hugepages/")
                || path.startsWith("anon_inode:")
                || path.startsWith("/sys/")) {
            return "device memory";
        }
        if (mapping.permissions().startsWith("---")) {
            return "no access: a guard page or reserved address space";
        }
        if (mapping.isFileBacked()
                && mapping.isExecutable()
                && !mapping.isWritable()
                && mapping.offset() != 0
                && mapping.sizeBytes() > MAX_CODE_BYTES) {
            return "program code above " + (MAX_CODE_BYTES >> 20) + " MiB, the same as in its file";
        }
        return null;
    }

    private void add(long start, long end, long fileOffset) {
        for (long at = start; at < end; ) {
            long length = Math.min(pieceBytes, end - at);
            starts.add(at);
            lengths.add(length);
            fileOffsets.add(fileOffset + at - start);
            bytes += length;
            at += length;
        }
    }

    private void makePieces() {
        int first = 0;
        long size = 0;
        for (int i = 0; i < starts.size(); i++) {
            long length = lengths.getLong(i);
            if (size + length > pieceBytes || i - first == TargetMemory.MAX_RANGES) {
                pieces.add(new Piece(first, i, size));
                first = i;
                size = 0;
            }
            size += length;
        }
        if (size > 0) {
            pieces.add(new Piece(first, starts.size(), size));
        }
    }

    long pieceBytes() {
        return pieceBytes;
    }

    /// Whether `str` objects may lie there: where the process writes. Asked in address order mostly.
    boolean mayHoldNames(long address) {
        int low = 0;
        int high = areas.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Mapping mapping = areas.get(middle).mapping();
            if (Long.compareUnsigned(address, mapping.start()) < 0) {
                high = middle - 1;
            } else if (Long.compareUnsigned(address, mapping.end()) >= 0) {
                low = middle + 1;
            } else {
                return mapping.isWritable();
            }
        }
        return false;
    }

    /// Bytes to copy.
    long bytes() {
        return bytes;
    }

    List<Piece> pieces() {
        return pieces;
    }

    List<Area> areas() {
        return areas;
    }

    long start(int range) {
        return starts.getLong(range);
    }

    long length(int range) {
        return lengths.getLong(range);
    }

    long fileOffset(int range) {
        return fileOffsets.getLong(range);
    }

    /// Ranges that are not in the file: areas left out as a whole, and `unreadable` (pages, in address order).
    List<HoleNote> holes(List<AddressRange> unreadable) {
        List<HoleNote> holes = new ArrayList<>();
        int next = 0;
        for (Area area : areas) {
            Mapping mapping = area.mapping();
            String leftOut = area.leftOut();
            if (leftOut != null) {
                holes.add(hole(mapping.start(), mapping.end(), leftOut, mapping));
            }
            for (; next < unreadable.size() && isIn(unreadable.get(next), mapping); next++) {
                AddressRange range = unreadable.get(next);
                holes.add(hole(range.start(), range.end(), reasonUnreadable(mapping), mapping));
            }
        }
        return holes;
    }

    private static String reasonUnreadable(Mapping mapping) {
        return mapping.isFileBacked()
                ? "the kernel refuses to read it: probably beyond the end of its file"
                : "the kernel refuses to read it: a guard page";
    }

    /// The segments of the core file, split around `unreadable` pages.
    List<CoreWriter.Segment> segments(List<AddressRange> unreadable) {
        List<CoreWriter.Segment> segments = new ArrayList<>();
        int next = 0;
        for (Area area : areas) {
            Mapping mapping = area.mapping();
            long at = mapping.start();
            for (; next < unreadable.size() && isIn(unreadable.get(next), mapping); next++) {
                AddressRange range = unreadable.get(next);
                add(segments, area, at, range.start());
                // A guard page within a mapping is as little accessible to the process as to us.
                int flags = mapping.isFileBacked() ? mapping.elfFlags() : 0;
                segments.add(new CoreWriter.Segment(range.start(), range.end(), flags, CoreWriter.Segment.NOT_IN_FILE));
                at = range.end();
            }
            add(segments, area, at, mapping.end());
        }
        return segments;
    }

    private static void add(List<CoreWriter.Segment> segments, Area area, long start, long end) {
        if (start != end) {
            long offset = area.leftOut() != null
                    ? CoreWriter.Segment.NOT_IN_FILE
                    : area.fileOffset() + start - area.mapping().start();
            segments.add(new CoreWriter.Segment(start, end, area.mapping().elfFlags(), offset));
        }
    }

    private static boolean isIn(AddressRange range, Mapping mapping) {
        return Long.compareUnsigned(range.start(), mapping.start()) >= 0
                && Long.compareUnsigned(range.start(), mapping.end()) < 0;
    }

    private static HoleNote hole(long start, long end, String reason, Mapping mapping) {
        return new HoleNote("0x" + Long.toHexString(start), "0x" + Long.toHexString(end), reason, mapping.path());
    }
}
