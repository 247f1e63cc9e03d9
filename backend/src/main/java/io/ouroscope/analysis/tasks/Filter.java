package io.ouroscope.analysis.tasks;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which rows of a list are wanted.
///
/// @param among those that have a text, as far as they are found; null for all
/// @param states what state they may have
public record Filter(@Nullable TextMatches among, Set<NodeState> states) {
    /// Whatever is not finished: the waiting forest.
    public static final Filter UNFINISHED = new Filter(null, EnumSet.of(NodeState.PENDING, NodeState.RUNNING));

    public Filter {
        states = Set.copyOf(states);
    }

    public Filter among(TextMatches found) {
        return new Filter(found, states);
    }

    /// Another one when what fits may be another.
    int version() {
        return among == null ? 0 : among.version();
    }

    /// Whether no more will fit than does now.
    boolean isOver() {
        return among == null || among.isOver();
    }
}
