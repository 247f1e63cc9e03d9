package io.ouroscope.index;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Columns outside the heap that nothing is kept of: for tests, and where no file can be written. The memory is given
/// back when nothing refers to it any more.
public final class MemoryColumns implements Columns {
    private final Arena arena = Arena.ofAuto();
    private final Map<String, MemorySegment> columns = new HashMap<>();
    private final Set<String> finished = new HashSet<>();

    @Override
    public boolean isFinished(String stage) {
        return finished.contains(stage);
    }

    @Override
    public void finish(String stage) {
        finished.add(stage);
    }

    @Override
    public LongColumn newLongs(String name, long count) {
        return new LongColumn(allocate(name, Math.multiplyExact(count, Long.BYTES)));
    }

    @Override
    public IntColumn newInts(String name, long count) {
        return new IntColumn(allocate(name, Math.multiplyExact(count, Integer.BYTES)));
    }

    @Override
    public ByteColumn newBytes(String name, long count) {
        return new ByteColumn(allocate(name, count));
    }

    @Override
    public Appender append(String name) {
        var bytes = new ByteArrayOutputStream();
        return new Appender(
                bytes,
                () -> {
                    MemorySegment content = allocate(name, bytes.size());
                    MemorySegment.copy(MemorySegment.ofArray(bytes.toByteArray()), 0, content, 0, bytes.size());
                },
                bytes);
    }

    private MemorySegment allocate(String name, long bytes) {
        try {
            MemorySegment segment =
                    arena.allocate(Math.max(1, bytes), Long.BYTES).asSlice(0, bytes);
            columns.put(name, segment);
            return segment;
        } catch (OutOfMemoryError full) {
            throw new IndexException("There is no memory for the " + bytes + " bytes of column " + name, full);
        }
    }

    @Override
    public LongColumn longs(String name) {
        return new LongColumn(column(name));
    }

    @Override
    public IntColumn ints(String name) {
        return new IntColumn(column(name));
    }

    @Override
    public ByteColumn bytes(String name) {
        return new ByteColumn(column(name));
    }

    private MemorySegment column(String name) {
        MemorySegment found = columns.get(name);
        if (found == null) {
            throw new IllegalStateException("There is no column " + name);
        }
        return found;
    }

    @Override
    public void close() {
        columns.clear();
    }
}
