package io.ouroscope.python.raw;

/// Receives the items of a container in order.
@FunctionalInterface
public interface EntryVisitor {

    /// @param index position among the live items, from 0
    /// @param key address of the key, 0 where items have none
    /// @param value address of the value or item
    /// @return whether to go on
    boolean entry(long index, long key, long value);
}
