package io.ouroscope.analysis.paths;

import java.util.List;

/// What became of a Python path.
public sealed interface Evaluation {

    /// It names an object.
    ///
    /// @param object its address
    /// @param visited every object on the way, the last one is the object
    /// @param note what a reader should know of how names were understood, empty if nothing
    record Found(long object, List<Visited> visited, String note) implements Evaluation {}

    /// It names none.
    ///
    /// @param from where the part that failed begins in the expression, `to` where it ends
    /// @param message what is wrong, in a sentence
    /// @param suggestions what could have been meant, nearest first: to stand in place of that part
    record Failed(int from, int to, String message, List<String> suggestions) implements Evaluation {}

    /// @param end where the text of the path to it ends in the expression
    /// @param object 0 for what is no object of its own (a mapping of variables)
    record Visited(int end, long object) {}
}
