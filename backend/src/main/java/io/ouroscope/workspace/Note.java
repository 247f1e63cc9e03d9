package io.ouroscope.workspace;

import java.time.Instant;

/// What somebody pinned to a place in a snapshot.
///
/// @param id 16 hexadecimal digits, the same wherever the note travels with its snapshot
/// @param path the place: what follows `/s/{snapshot}` in its URL, with its query
/// @param title what the place was called when the note was made; text of the process, so hostile
/// @param version grows with each change, so that two people do not overwrite each other unseen
public record Note(
        String id, String path, String title, String text, Instant createdAt, Instant changedAt, int version) {

    /// What a user writes.
    public record Draft(String path, String title, String text) {}
}
