package io.ouroscope.analysis.files;

import java.util.List;

/// An object that has the number of a file descriptor, and who has that object.
///
/// @param object what keeps the number: an `io.FileIO`, a `socket.socket`
/// @param field where it keeps it
/// @param owners who has the object, then who has that one, as far as it is told by attributes alone
public record Holder(long object, String field, List<Owner> owners) {

    /// @param attribute by which it has the one before
    public record Owner(long object, String attribute) {}

    /// Who has it in the end: the file that a program opened, the transport of a socket.
    public long outermost() {
        return owners.isEmpty() ? object : owners.getLast().object();
    }
}
