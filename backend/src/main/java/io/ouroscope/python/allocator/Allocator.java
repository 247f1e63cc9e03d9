package io.ouroscope.python.allocator;

/// One allocator's blocks, as its own structures tell.
sealed interface Allocator permits PoolMap, MimallocPages, MallocHeap {

    /// What the block is that would begin at `address`.
    Verdict verdict(long address);

    /// Whether it knows what the memory at `address` is used for.
    boolean manages(long address);

    /// Whether `address` lies in a free block or in space not yet divided.
    boolean isFree(long address);

    /// Bytes of the block that holds `address`, from its start on; 0 if this allocator has none there.
    long blockBytes(long address);

    /// Reports the memory that this allocator manages, in address order.
    void visit(BlockVisitor visitor);
}
