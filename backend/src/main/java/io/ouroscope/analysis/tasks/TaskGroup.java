package io.ouroscope.analysis.tasks;

/// Tasks that have something in common.
///
/// @param member address of the first of all its members, also of those that a filter hides
/// @param text what they have in common, empty if nothing is known of it
/// @param place the line where they are suspended; unknown in other groupings
/// @param object what they await, when grouped by that; 0 otherwise
/// @param count how many fit the filter, the sum of the four states
/// @param stuck how many of these nothing scheduled will wake
public record TaskGroup(
        long member,
        String text,
        Place place,
        long object,
        int count,
        int pending,
        int running,
        int done,
        int cancelled,
        int stuck) {}
