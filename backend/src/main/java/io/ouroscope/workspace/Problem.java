package io.ouroscope.workspace;

import org.jspecify.annotations.Nullable;

/// What went wrong with something the user asked for, in words for the user.
///
/// @param title one short sentence
/// @param detail what, where, why
/// @param hint what to do about it, often a command; null if there is nothing to suggest
public record Problem(String title, String detail, @Nullable String hint) {}
