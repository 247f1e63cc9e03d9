package io.ouroscope.analysis.tasks;

import org.jspecify.annotations.Nullable;

/// Which tasks a table shows and in which order.
///
/// @param coroutine qualified name that the coroutine must have, empty for all
/// @param within only the group of this task, null for all
public record TaskQuery(
        Filter filter,
        Kind kind,
        String coroutine,
        @Nullable Group within,
        Sort sort,
        boolean descending) {

    /// Which nodes.
    public enum Kind {
        TASKS,
        FUTURES,
        ALL
    }

    /// What rows are sorted by.
    public enum Sort {
        /// How many tasks wait behind it.
        BEHIND,
        NAME,
        STATE,
        PLACE,
        COROUTINE,
        AWAITS,
        DEPTH
    }

    /// A group is named by one of its members, so that its name means the same with every filter.
    public record Group(Grouping by, long member) {}
}
