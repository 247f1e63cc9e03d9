package io.ouroscope.python.decode;

/// Receives where a str or bytes-like object keeps its characters, so that they can be searched where they lie.
public interface PayloadSink {

    /// `characters` of `width` bytes each (1: Latin-1, 2: UCS-2, 4: UCS-4, little-endian) from `address` on.
    void text(long address, long characters, int width);

    /// `length` bytes from `address` on.
    void bytes(long address, long length);
}
