package io.ouroscope.analysis.paths;

import java.math.BigInteger;
import java.util.List;

/// A Python path as it was written: where it begins, and the steps from there.
///
/// @param from where its text begins in the whole expression, `to` where it ends, not included
record PythonPath(Root root, List<Step> steps, int from, int to) {

    /// Where a path begins.
    sealed interface Root {
        /// A module, built-in, or name of the main program.
        record Name(String name, int from, int to) implements Root {}

        record Address(long address, int from, int to) implements Root {}

        /// `list(…)`: what iterating over it would give, in order.
        record ListOf(PythonPath path, int from, int to) implements Root {}

        /// `type(…)`.
        record TypeOf(PythonPath path, int from, int to) implements Root {}

        int from();

        int to();
    }

    /// One step; its text ends at `to`.
    sealed interface Step {
        record Attribute(String name, int from, int to) implements Step {}

        record Item(Key key, int from, int to) implements Step {}

        /// `()` after an attribute: a few calls have a known result.
        record Call(int from, int to) implements Step {}

        int from();

        int to();
    }

    /// What stands in brackets.
    sealed interface Key {
        record Text(String text) implements Key {}

        /// Each char is a byte.
        record Bytes(String bytes) implements Key {}

        record Number(BigInteger value) implements Key {}

        /// `None`, `True`, `False`, `...`.
        record Constant(String word) implements Key {}

        record Tuple(List<Key> members) implements Key {}

        /// Another object, named by its own path: a member of an enum, a class.
        record Object(PythonPath path) implements Key {}
    }
}
