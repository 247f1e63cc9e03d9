package io.ouroscope.python.decode;

/// Receives words of an object that are addresses of objects.
@FunctionalInterface
public interface WordVisitor {

    /// @param offset in the object, bytes
    void word(long offset, long target);
}
