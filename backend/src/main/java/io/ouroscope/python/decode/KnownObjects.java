package io.ouroscope.python.decode;

/// Which addresses hold objects: what the reader of single objects must know of the census.
public interface KnownObjects {

    /// Whether an object begins exactly at `address`.
    boolean contains(long address);

    /// Where the next object after the one at `object` begins, 0 if there is none or it is not known.
    long after(long object);
}
