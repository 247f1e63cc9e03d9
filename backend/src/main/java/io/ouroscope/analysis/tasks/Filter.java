package io.ouroscope.analysis.tasks;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// Which rows of a list are wanted.
///
/// @param text what name, coroutine, place, or the name or coroutine of what is awaited must contain, whatever its
///     case; empty for all
/// @param states what state they may have
public record Filter(String text, Set<NodeState> states) {
    /// Whatever is not finished: the waiting forest.
    public static final Filter UNFINISHED = new Filter("", EnumSet.of(NodeState.PENDING, NodeState.RUNNING));

    public Filter {
        text = text.strip().toLowerCase(Locale.ROOT);
        states = Set.copyOf(states);
    }

    public Filter withText(String wanted) {
        return new Filter(wanted, states);
    }

    boolean matches(String candidate) {
        return candidate.toLowerCase(Locale.ROOT).contains(text);
    }
}
