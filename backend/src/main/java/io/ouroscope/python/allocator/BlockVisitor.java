package io.ouroscope.python.allocator;

/// Receives ranges of managed memory, `[start, end)`. Ranges may touch but never overlap; neighbours of the same use
/// may come as one.
public interface BlockVisitor {

    /// What a range of managed memory is used for.
    enum Use {
        /// Blocks in use for Python: its objects and what they own.
        PYTHON,
        /// Free blocks, and space not yet divided, of the allocators that only Python uses.
        PYTHON_FREE,
        /// Blocks in use of the C library's heap: for C code and for Python's larger blocks.
        NATIVE,
        /// Free blocks of the C library's heap.
        NATIVE_FREE
    }

    void range(long start, long end, Use use);
}
