package io.ouroscope.python.decode;

/// Receives the facts of an object that are not references, as text in Python syntax.
@FunctionalInterface
public interface FactSink {
    void fact(String name, String text);
}
