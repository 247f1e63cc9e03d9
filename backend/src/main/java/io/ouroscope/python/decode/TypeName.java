package io.ouroscope.python.decode;

/// The name of a static type, told by evidence because the C string itself is not in the snapshot.
///
/// @param name `tp_name`, as C code names it
/// @param certain whether independent facts agree on it
/// @param evidence one sentence
public record TypeName(String name, boolean certain, String evidence) {}
