package io.ouroscope.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// stdout for results: UTF-8 whatever the locale, buffered, and unlike `System.out` it notices that nobody reads.
final class Output extends OutputStream {
    private static final int BUFFER_BYTES = 1 << 16;
    private final OutputStream stream;

    Output(OutputStream stream) {
        this.stream = stream;
    }

    static Output stdout() {
        return new Output(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER_BYTES));
    }

    void line(String text) {
        print(text + "\n");
    }

    void print(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes) {
        write(bytes, 0, bytes.length);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        try {
            stream.write(bytes, offset, length);
        } catch (IOException failure) {
            throw explain(failure);
        }
    }

    @Override
    public void flush() {
        try {
            stream.flush();
        } catch (IOException failure) {
            throw explain(failure);
        }
    }

    @Override
    public void close() {
        flush();
    }

    private static RuntimeException explain(IOException failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("broken pipe")
                ? new ClosedPipeException()
                : new UncheckedIOException("Cannot write the result: " + failure.getMessage(), failure);
    }
}
