package io.ouroscope.analysis.tasks;

import it.unimi.dsi.fastutil.ints.Int2LongOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Locale;

/// The tasks and futures that have a text: first those whose own line of a list has it (name, coroutine, place, what is
/// awaited), then those in whose frames a local variable has it. Each once, in a fixed order, so that what was found at
/// any time is the beginning of what is found at the end.
///
/// Filled by [TaskGraph#search]; safe to read meanwhile. Equal to itself alone.
public final class TextMatches {
    private static final long MAP_BYTES_PER_ENTRY = 24;

    private final String text;
    private boolean over;
    private final IntArrayList nodes = new IntArrayList();

    /// Of those found by a variable: the generator or coroutine whose frame has it.
    private final Int2LongOpenHashMap frames = new Int2LongOpenHashMap();

    /// @param text found whatever its case; must not be empty
    public TextMatches(String text) {
        this.text = normal(text);
        if (this.text.isEmpty()) {
            throw new IllegalArgumentException("Nothing to look for");
        }
    }

    /// The text as it is compared: two that are equal find the same.
    public static String normal(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }

    public String text() {
        return text;
    }

    public synchronized int size() {
        return nodes.size();
    }

    public synchronized long heapBytes() {
        return 4L * nodes.size() + MAP_BYTES_PER_ENTRY * frames.size();
    }

    boolean isIn(String candidate) {
        return candidate.toLowerCase(Locale.ROOT).contains(text);
    }

    synchronized void add(IntArrayList found) {
        nodes.addAll(found);
    }

    /// @param generators for each of `found`
    synchronized void add(int[] found, long[] generators, int count) {
        nodes.addElements(nodes.size(), found, 0, count);
        for (int i = 0; i < count; i++) {
            frames.put(found[i], generators[i]);
        }
    }

    /// Nothing more will be found.
    synchronized void end() {
        over = true;
    }

    /// Whether the search has ended, or was cancelled.
    synchronized boolean isOver() {
        return over;
    }

    /// Changes with what is found, and at the end.
    synchronized int version() {
        return over ? ~nodes.size() : nodes.size();
    }

    /// Those found so far, as a copy.
    synchronized int[] nodes() {
        return nodes.toIntArray();
    }

    /// The generator or coroutine in whose frame the text was found, 0 if it is in the node's own line.
    synchronized long frame(int node) {
        return frames.get(node);
    }
}
