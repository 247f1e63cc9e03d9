package io.ouroscope.python.runtime;

import java.util.List;

/// The collector's lists of an interpreter (of the whole process up to 3.8).
///
/// A head is the address of a collector's head without object, whose first word links to the first object's head and
/// whose second to the last one's; an empty list links to itself.
///
/// @param address of the collector's state, 0 if unknown
/// @param generations heads of the lists that collections look at, youngest first: three generations, or in 3.14.0 to
///     3.14.4 the young and the two old spaces; empty in free-threaded builds, which have no lists
/// @param permanent head of the list that collections pass over, 0 if there is none
/// @param verified whether each list leads from its head to the first member and back
public record GcState(long address, List<Long> generations, long permanent, boolean verified) {
    static final GcState NONE = new GcState(0, List.of(), 0, false);
}
