package io.ouroscope.snapshot;

import io.ouroscope.snapshot.note.SourceNote;
import io.ouroscope.snapshot.note.SourceNote.File;
import io.ouroscope.snapshot.note.SourceNote.LeftOut;
import io.ouroscope.snapshot.note.SourceNoteCodec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// The Python source files in a snapshot. Files of this machine are never read instead: a snapshot comes from anywhere,
/// its names lead anywhere, and what stands there now is not what ran.
///
/// A file is unpacked when it is asked for; a few stay unpacked. For any number of threads, until the snapshot is
/// closed.
public final class SourceFiles {
    /// A note with as many files as are ever written has 10 MB of it.
    private static final int LARGEST_INDEX = 64 << 20;

    private static final long MOST_CHARACTERS_KEPT = 16L << 20;

    private final MemorySegment bodies;
    private final SourceNote note;
    private final Map<String, File> byName = new HashMap<>();
    private final LinkedHashMap<String, SourceText> unpacked = new LinkedHashMap<>(16, 0.75f, true);
    private long characters;

    private SourceFiles(MemorySegment bodies, SourceNote note) {
        this.bodies = bodies;
        this.note = note;
        note.files().forEach(file -> byName.putIfAbsent(file.name(), file));
    }

    /// Reads the list of files; their content later.
    ///
    /// @throws IOException if it is no such note
    static SourceFiles of(MemorySegment content) throws IOException {
        long size = content.byteSize();
        long length = size < Integer.BYTES ? -1 : Bytes.u32(content, 0);
        if (length < 0 || length > LARGEST_INDEX || !Bytes.within(content, Integer.BYTES, length)) {
            throw new IOException("its list of files would have " + length + " of its " + size + " bytes");
        }
        byte[] index = content.asSlice(Integer.BYTES, length).toArray(ValueLayout.JAVA_BYTE);
        return new SourceFiles(content.asSlice(Integer.BYTES + length), SourceNoteCodec.decode(index));
    }

    /// The files by the names that code objects have for them.
    public List<File> files() {
        return note.files();
    }

    /// Files whose names were found at the capture and that are not here, by reason.
    public List<LeftOut> leftOut() {
        return note.leftOut();
    }

    /// A file by its name in code objects, null if it is not here.
    public @Nullable File file(String name) {
        return byName.get(name);
    }

    /// The text of a file, null if it is not here or damaged.
    public @Nullable SourceText text(String name) {
        File file = byName.get(name);
        if (file == null) {
            return null;
        }
        synchronized (unpacked) {
            SourceText known = unpacked.get(name);
            if (known == null) {
                byte[] bytes = unpack(file);
                if (bytes == null) {
                    return null;
                }
                known = SourceText.of(bytes);
                keep(name, known);
            }
            return known;
        }
    }

    private void keep(String name, SourceText text) {
        unpacked.put(name, text);
        characters += text.characters();
        for (var eldest = unpacked.entrySet().iterator(); characters > MOST_CHARACTERS_KEPT && unpacked.size() > 1; ) {
            characters -= eldest.next().getValue().characters();
            eldest.remove();
        }
    }

    /// Never more than a file may have, whatever the note claims.
    private byte @Nullable [] unpack(File file) {
        if (file.bytes() < 0
                || file.bytes() > SourceNote.MAX_FILE_BYTES
                || !Bytes.within(bodies, file.offset(), file.storedBytes())) {
            return null;
        }
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(bodies.asSlice(file.offset(), file.storedBytes()).toArray(ValueLayout.JAVA_BYTE));
            byte[] bytes = new byte[file.bytes()];
            int length = 0;
            while (length < bytes.length) {
                int more = inflater.inflate(bytes, length, bytes.length - length);
                if (more == 0) {
                    return null;
                }
                length += more;
            }
            return bytes;
        } catch (DataFormatException damaged) {
            return null;
        } finally {
            inflater.end();
        }
    }
}
