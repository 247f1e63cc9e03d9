package io.ouroscope.analysis.files;

/// A descriptor registered with a selector of Python's `selectors`.
///
/// @param selector the object
/// @param events as in `selectors`: 1 to read, 2 to write
/// @param data what was registered with it; in asyncio the handles of its callbacks. 0 if there is none
public record Watch(long selector, long events, long data) {}
