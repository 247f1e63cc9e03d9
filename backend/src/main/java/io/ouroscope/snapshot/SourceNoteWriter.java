package io.ouroscope.snapshot;

import io.ouroscope.snapshot.note.SourceNote;
import io.ouroscope.snapshot.note.SourceNote.File;
import io.ouroscope.snapshot.note.SourceNote.LeftOut;
import io.ouroscope.snapshot.note.SourceNoteCodec;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;

/// Collects source files for the note [SourceNote] while they are read. Not for several threads at once.
public final class SourceNoteWriter {
    private final List<File> files = new ArrayList<>();
    private final ByteArrayOutputStream bodies = new ByteArrayOutputStream();

    /// Adds a file.
    ///
    /// @param name as code objects have it
    /// @param newer whether it was changed after the process began
    public void add(String name, byte[] content, boolean newer) {
        Deflater deflater = new Deflater();
        long offset = bodies.size();
        try {
            deflater.setInput(content);
            deflater.finish();
            byte[] buffer = new byte[32 * 1024];
            while (!deflater.finished()) {
                bodies.write(buffer, 0, deflater.deflate(buffer));
            }
        } finally {
            deflater.end();
        }
        files.add(new File(name, offset, (int) (bodies.size() - offset), content.length, newer));
    }

    public int files() {
        return files.size();
    }

    /// The content of the note.
    public byte[] encode(List<LeftOut> leftOut) {
        byte[] index = SourceNoteCodec.encode(new SourceNote(SourceNote.FORMAT_VERSION, files, leftOut));
        ByteBuffer note = CoreWriter.buffer(Integer.BYTES + index.length + bodies.size());
        return note.putInt(index.length).put(index).put(bodies.toByteArray()).array();
    }
}
