package io.ouroscope.python.raw;

/// Receives the blocks of memory that an object owns besides its own.
@FunctionalInterface
public interface BlockSink {
    void block(long address, long bytes);
}
