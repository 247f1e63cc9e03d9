package io.ouroscope.index;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The first 20 KiB of an index file: what it is of, and where its columns lie.
///
/// Little-endian: magic (8 bytes), format (int), number of entries (int), state (int), length of the key (int), the key
/// at 64, the boot id at 2048; from 4096 on entries of 64 bytes: name (40 bytes, NUL-padded), kind (int, 1 column, 2
/// finished stage), 4 bytes unused, offset (long), bytes (long). An entry counts when the number of entries says so,
/// which is written last.
final class IndexHeader {
    static final int BYTES = 20 << 10;
    /// To be raised when the header or the meaning of a column changes: older files are made again.
    static final int FORMAT = 2;

    private static final long MAGIC = 0x0a58_4449_4f52_554fL; // "OUROIDX\n"
    private static final int COUNT_AT = 12;
    private static final int STATE_AT = 16;
    private static final int KEY_LENGTH_AT = 20;
    private static final int KEY_AT = 64;
    private static final int LONGEST_KEY = 1900;
    private static final int BOOT_AT = 2048;
    private static final int BOOT_BYTES = 64;
    private static final int ENTRIES_AT = 4096;
    private static final int ENTRY_BYTES = 64;
    private static final int NAME_BYTES = 40;
    private static final int MOST_ENTRIES = (BYTES - ENTRIES_AT) / ENTRY_BYTES;
    private static final int COLUMN = 1;
    private static final int STAGE = 2;
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// How far the file is.
    enum State {
        BUILDING,
        /// All stages are finished; what was written may still be on its way to the disk.
        COMPLETE,
        /// And it has arrived there: a power failure takes nothing away.
        SYNCED
    }

    /// A column, or a finished stage if `column` is false.
    record Entry(String name, boolean column, long offset, long bytes) {
        static Entry stage(String name) {
            return new Entry(name, false, 0, 0);
        }

        long end() {
            return offset + bytes;
        }
    }

    private final MemorySegment bytes;

    IndexHeader(MemorySegment bytes) {
        this.bytes = bytes;
    }

    void begin(String key) {
        byte[] text = key.getBytes(StandardCharsets.UTF_8);
        if (text.length > LONGEST_KEY) {
            throw new IllegalArgumentException("The key of an index has at most " + LONGEST_KEY + " bytes: " + key);
        }
        bytes.fill((byte) 0);
        bytes.set(LONG, 0, MAGIC);
        bytes.set(INT, 8, FORMAT);
        bytes.set(INT, KEY_LENGTH_AT, text.length);
        MemorySegment.copy(text, 0, bytes, ValueLayout.JAVA_BYTE, KEY_AT, text.length);
        bytes.setString(BOOT_AT, boot());
    }

    /// Whether this is the header of an index made of `key`, of which what is needed is sure to be in the file.
    boolean isOf(String key) {
        return bytes.get(LONG, 0) == MAGIC
                && bytes.get(INT, 8) == FORMAT
                && key.equals(key())
                && (state() == State.SYNCED || isOfThisBoot());
    }

    private String key() {
        int length = bytes.get(INT, KEY_LENGTH_AT);
        return length < 0 || length > LONGEST_KEY
                ? ""
                : new String(bytes.asSlice(KEY_AT, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    private boolean isOfThisBoot() {
        String boot = boot();
        byte[] ours = boot.getBytes(StandardCharsets.UTF_8);
        return !boot.isEmpty() && bytes.asSlice(BOOT_AT, ours.length).mismatch(MemorySegment.ofArray(ours)) < 0;
    }

    /// Changes with every start of the system; empty where there is none.
    private static String boot() {
        try {
            String id = Files.readString(BOOT_ID).strip();
            return id.length() < BOOT_BYTES ? id : "";
        } catch (IOException notLinux) {
            return "";
        }
    }

    State state() {
        int state = bytes.get(INT, STATE_AT);
        return state == State.SYNCED.ordinal()
                ? State.SYNCED
                : state == State.COMPLETE.ordinal() ? State.COMPLETE : State.BUILDING;
    }

    void state(State state) {
        bytes.set(INT, STATE_AT, state.ordinal());
    }

    /// All entries; those that do not fit into a file of `fileBytes` make it useless.
    ///
    /// @throws IOException if an entry cannot be right
    List<Entry> entries(long fileBytes) throws IOException {
        int count = bytes.get(INT, COUNT_AT);
        if (count < 0 || count > MOST_ENTRIES) {
            throw new IOException("An index file has at most " + MOST_ENTRIES + " entries, not " + count);
        }
        var entries = new ArrayList<Entry>();
        for (int i = 0; i < count; i++) {
            long at = ENTRIES_AT + (long) i * ENTRY_BYTES;
            int nameLength = 0;
            while (nameLength < NAME_BYTES && bytes.get(ValueLayout.JAVA_BYTE, at + nameLength) != 0) {
                nameLength++;
            }
            var name = new String(bytes.asSlice(at, nameLength).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
            var entry = new Entry(
                    name,
                    bytes.get(INT, at + NAME_BYTES) == COLUMN,
                    bytes.get(LONG, at + NAME_BYTES + 8),
                    bytes.get(LONG, at + NAME_BYTES + 16));
            if (entry.column()
                    && (entry.offset() < BYTES || entry.bytes() < 0 || entry.end() < 0 || entry.end() > fileBytes)) {
                throw new IOException("Column " + name + " of an index file lies outside of it");
            }
            entries.add(entry);
        }
        return entries;
    }

    void add(List<Entry> entries) {
        int count = bytes.get(INT, COUNT_AT);
        if (count + entries.size() > MOST_ENTRIES) {
            throw new IndexException("An index file has at most " + MOST_ENTRIES + " entries");
        }
        for (Entry entry : entries) {
            byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
            if (name.length > NAME_BYTES) {
                throw new IllegalArgumentException("A name has at most " + NAME_BYTES + " bytes: " + entry.name());
            }
            long at = ENTRIES_AT + (long) count++ * ENTRY_BYTES;
            bytes.asSlice(at, ENTRY_BYTES).fill((byte) 0);
            MemorySegment.copy(name, 0, bytes, ValueLayout.JAVA_BYTE, at, name.length);
            bytes.set(INT, at + NAME_BYTES, entry.column() ? COLUMN : STAGE);
            bytes.set(LONG, at + NAME_BYTES + 8, entry.offset());
            bytes.set(LONG, at + NAME_BYTES + 16, entry.bytes());
        }
        bytes.set(INT, COUNT_AT, count);
    }
}
