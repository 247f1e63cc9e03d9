package io.ouroscope.index;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Columns in a file that is mapped, not read: it may be much larger than the heap, and the next start finds it done.
///
/// While it is built it has a temporary name (`NAME.part`) and is locked; it gets its own name when it is complete. A
/// build that was cancelled or killed leaves its finished stages behind, and the next one goes on from there. Columns
/// begin at multiples of 4 KiB. What a file was made of is its key; a file of another key or format is made again.
public final class IndexFile implements Columns {
    private static final long ALIGNMENT = 4096;
    /// What an index leaves free on the disk.
    private static final long MARGIN_BYTES = 64L << 20;

    private static final int SPILL_BUFFER_BYTES = 1 << 20;

    private final Path file;
    private final Path part;
    private final FileChannel channel;
    private final Arena arena = Arena.ofShared();
    private final IndexHeader header;
    private final Map<String, MemorySegment> columns = new HashMap<>();
    private final Set<String> finished = new HashSet<>();
    private final List<IndexHeader.Entry> unfinished = new ArrayList<>();
    private long end = IndexHeader.BYTES;
    private boolean complete;
    private boolean temporary;

    private IndexFile(Path file, FileChannel channel, boolean complete) throws IOException {
        this.file = file;
        this.channel = channel;
        this.complete = complete;
        part = part(file);
        header = new IndexHeader(map(0, IndexHeader.BYTES));
        for (IndexHeader.Entry entry : header.entries(channel.size())) {
            if (entry.column()) {
                columns.put(entry.name(), map(entry.offset(), entry.bytes()));
                end = Math.max(end, entry.end());
            } else {
                finished.add(entry.name());
            }
        }
    }

    /// The index of `key` in `file`: complete, or begun and to be finished.
    ///
    /// @param key names everything that the content depends on
    /// @throws IOException if it cannot be written there, or somebody else is writing it
    public static IndexFile open(Path file, String key) throws IOException {
        IndexFile found = Files.isRegularFile(file) ? openComplete(file, key) : null;
        return found != null ? found : openPart(file, key);
    }

    private static @Nullable IndexFile openComplete(Path file, String key) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            if (usableBytes(channel, key, true) > 0) {
                return new IndexFile(file, channel, true);
            }
            channel.close();
            Files.deleteIfExists(file);
            return null;
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    private static IndexFile openPart(Path file, String key) throws IOException {
        FileChannel channel = FileChannel.open(
                part(file),
                Set.<OpenOption>of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE),
                ownerOnly(file));
        try {
            lock(channel, file);
            long usable = usableBytes(channel, key, false);
            // What lies behind, an interrupted stage, is cut off: columns begin as zeros.
            channel.truncate(usable);
            if (usable == 0) {
                byte[] bytes = new byte[IndexHeader.BYTES];
                new IndexHeader(MemorySegment.ofArray(bytes)).begin(key);
                channel.position(0);
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
            return new IndexFile(file, channel, false);
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    /// Up to where the file holds finished stages of an index of `key`; 0 if it is something else or damaged.
    private static long usableBytes(FileChannel channel, String key, boolean complete) throws IOException {
        byte[] bytes = new byte[IndexHeader.BYTES];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        channel.position(0);
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
        var header = new IndexHeader(MemorySegment.ofArray(bytes));
        if (buffer.hasRemaining() || !header.isOf(key) || complete && header.state() == IndexHeader.State.BUILDING) {
            return 0;
        }
        try {
            return header.entries(channel.size()).stream()
                    .mapToLong(IndexHeader.Entry::end)
                    .reduce(IndexHeader.BYTES, Math::max);
        } catch (IOException damaged) {
            return 0;
        }
    }

    private static void lock(FileChannel channel, Path file) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException ourselves) {
            lock = null;
        }
        if (lock == null) {
            throw new IOException("The index " + file + " is being built by somebody else");
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static Path part(Path file) {
        return file.resolveSibling(file.getFileName() + ".part");
    }

    private MemorySegment map(long offset, long bytes) throws IOException {
        return bytes == 0
                ? MemorySegment.NULL
                : channel.map(
                        complete ? FileChannel.MapMode.READ_ONLY : FileChannel.MapMode.READ_WRITE,
                        offset,
                        bytes,
                        arena);
    }

    /// An index without a name, for what nobody will open again; it goes when it is closed.
    public static IndexFile temporary(Path directory) throws IOException {
        Path file = Files.createTempFile(directory, ".", ".tmp");
        Files.delete(file);
        IndexFile index = openPart(file, "");
        Files.delete(part(file));
        index.temporary = true;
        return index;
    }

    /// Whether nothing is left to build.
    public boolean isComplete() {
        return complete;
    }

    /// Gives the file its name, if it does not have it yet. Its content is written to the disk in the background.
    public void complete() {
        if (complete || temporary) {
            return;
        }
        header.state(IndexHeader.State.COMPLETE);
        try {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw failed(failure);
        }
        complete = true;
        Thread.ofVirtual().start(() -> {
            try {
                channel.force(true);
                header.state(IndexHeader.State.SYNCED);
                channel.force(true);
            } catch (IOException | IllegalStateException closed) {
                // Closed meanwhile: the file is as good, until the system is started again.
            }
        });
    }

    @Override
    public boolean isFinished(String stage) {
        return finished.contains(stage);
    }

    @Override
    public void finish(String stage) {
        unfinished.add(IndexHeader.Entry.stage(stage));
        header.add(unfinished);
        unfinished.clear();
        finished.add(stage);
    }

    @Override
    public LongColumn newLongs(String name, long count) {
        return new LongColumn(create(name, Math.multiplyExact(count, Long.BYTES)));
    }

    @Override
    public IntColumn newInts(String name, long count) {
        return new IntColumn(create(name, Math.multiplyExact(count, Integer.BYTES)));
    }

    @Override
    public ByteColumn newBytes(String name, long count) {
        return new ByteColumn(create(name, count));
    }

    private MemorySegment create(String name, long bytes) {
        try {
            MemorySegment segment = map(reserve(name, bytes), bytes);
            columns.put(name, segment);
            return segment;
        } catch (IOException failure) {
            throw failed(failure);
        }
    }

    private Path directory() {
        Path directory = file.toAbsolutePath().getParent();
        return directory == null ? file : directory;
    }

    private IndexException failed(IOException failure) {
        return new IndexException("The index " + part + " cannot be written: " + failure.getMessage(), failure);
    }

    private long reserve(String name, long bytes) throws IOException {
        long free = Files.getFileStore(directory()).getUsableSpace();
        if (bytes > free - MARGIN_BYTES) {
            throw new IOException("There is no room for an index in " + file.getParent() + ": column " + name
                    + " needs " + bytes + " bytes, " + free + " are free");
        }
        // An empty column does not make the file longer.
        long offset = bytes == 0 ? IndexHeader.BYTES : end + ALIGNMENT - 1 & -ALIGNMENT;
        end = Math.max(end, offset + bytes);
        unfinished.add(new IndexHeader.Entry(name, true, offset, bytes));
        return offset;
    }

    /// What is appended is gathered in an unnamed file of its own, since several columns may grow at a time.
    @Override
    public Appender append(String name) {
        FileChannel spill;
        try {
            Path path = Files.createTempFile(directory(), ".", ".spill");
            spill = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException failure) {
            throw failed(failure);
        }
        OutputStream to = new BufferedOutputStream(Channels.newOutputStream(spill), SPILL_BUFFER_BYTES);
        return new Appender(
                to,
                () -> {
                    to.flush();
                    long bytes = spill.size();
                    long offset = reserve(name, bytes);
                    long copied = 0;
                    while (copied < bytes) {
                        channel.position(offset + copied);
                        copied += spill.transferTo(copied, bytes - copied, channel);
                    }
                    columns.put(name, map(offset, bytes));
                },
                spill);
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
            throw new IllegalStateException("There is no column " + name + " in " + file);
        }
        return found;
    }

    @Override
    public void close() {
        arena.close();
        try {
            channel.close();
        } catch (IOException nothingLost) {
            // Everything was written through the mapping.
        }
    }
}
