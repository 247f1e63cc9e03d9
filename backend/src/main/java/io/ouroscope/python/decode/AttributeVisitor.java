package io.ouroscope.python.decode;

/// Receives attributes by name.
@FunctionalInterface
public interface AttributeVisitor {

    /// @return whether to go on
    boolean attribute(String name, long value);
}
