package io.ouroscope.index;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Gathers a column whose length is known only at its end, in order, from one thread.
///
/// What is appended goes to where [Columns] keeps it, not to the heap.
public final class Appender implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    /// Takes the whole content over as a column.
    interface End {
        void end() throws IOException;
    }

    private final OutputStream to;
    private final End end;
    private final Closeable resource;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    Appender(OutputStream to, End end, Closeable resource) {
        this.to = to;
        this.end = end;
        this.resource = resource;
    }

    public void addInts(int[] values, int from, int to) {
        for (int i = from; i < to; i++) {
            if (buffer.remaining() < Integer.BYTES) {
                flush();
            }
            buffer.putInt(values[i]);
        }
    }

    public void addBytes(byte[] values, int from, int to) {
        for (int at = from; at < to; ) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            int part = Math.min(buffer.remaining(), to - at);
            buffer.put(values, at, part);
            at += part;
        }
    }

    /// Makes a column of what was appended; it is found under its name from now on.
    public void end() {
        flush();
        try {
            end.end();
        } catch (IOException failure) {
            throw new IndexException("The index cannot be written: " + failure.getMessage(), failure);
        }
    }

    private void flush() {
        write(buffer.array(), buffer.position());
        buffer.clear();
    }

    private void write(byte[] values, int length) {
        try {
            to.write(values, 0, length);
        } catch (IOException failure) {
            throw new IndexException("The index cannot be written: " + failure.getMessage(), failure);
        }
    }

    /// Lets go of what was appended, if [#end] was not called.
    @Override
    public void close() {
        try {
            resource.close();
        } catch (IOException nothingLost) {
            // What was appended is a column by now, or not wanted.
        }
    }
}
