package io.ouroscope.analysis.waits;

/// Knows one kind of waiting and adds what it finds to the graph.
@FunctionalInterface
public interface WaitSource {
    void addTo(WaitBuilder builder);
}
