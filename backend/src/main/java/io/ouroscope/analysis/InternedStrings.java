package io.ouroscope.analysis;

import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import it.unimi.dsi.fastutil.ints.IntArrayList;

/// Finds the dict of interned strings, whose references their strings do not count: it forgets a string when it goes.
///
/// Its place is a variable that no symbol need tell. It is known by what it is: each of its keys is its own value, and
/// the strings' counts add up without it. An ordinary cache of strings looks alike, but is counted.
final class InternedStrings {
    private static final int FEWEST_STRINGS = 64;

    private InternedStrings() {}

    /// @param found how many references were found to each object, these dicts' included
    /// @return the nodes of such dicts: one, or one for each interpreter
    static IntArrayList find(Heap heap, Census census, ReferenceGraph graph, int[] found) {
        var interned = new IntArrayList();
        for (PyType type : census.types()) {
            if (type.name().equals("builtins.dict")) {
                for (int dict : census.nodesOf(type)) {
                    if (isInterned(heap, census, graph, found, dict)) {
                        interned.add(dict);
                    }
                }
            }
        }
        return interned;
    }

    private static boolean isInterned(Heap heap, Census census, ReferenceGraph graph, int[] found, int dict) {
        int references = graph.outCount(dict);
        if (references < 2 * FEWEST_STRINGS || references % 2 != 0) {
            return false;
        }
        int without = 0;
        int with = 0;
        for (int i = 0; i < references; i += 2) {
            int string = graph.target(dict, i);
            if (string != graph.target(dict, i + 1)
                    || !census.type(string).name().equals("builtins.str")) {
                return false;
            }
            long needed = heap.referenceCount(census.address(string)) - found[string];
            if (needed == -2) {
                without++;
            } else if (needed == 0) {
                with++;
            }
        }
        return without > with;
    }
}
