package io.ouroscope.analysis.primitives;

import io.ouroscope.analysis.threads.ThreadInfo;
import org.jspecify.annotations.Nullable;

/// An event loop.
///
/// @param address of the loop object
/// @param kind how it is made
/// @param state what it is doing
/// @param thread the thread that runs it, null if none does or it is not known
/// @param main address of the future that ends `run_until_complete`, 0 if it runs for ever or that is not known
record EventLoop(
        long address, Kind kind, State state, @Nullable ThreadInfo thread, long main) {

    enum Kind {
        /// A subclass of `asyncio.base_events.BaseEventLoop` that looks after descriptors with `selectors`.
        ASYNCIO,
        UVLOOP,
        /// Made by another library: it is known only because tasks belong to it.
        OTHER
    }

    enum State {
        /// Its thread waits for descriptors and timers.
        IDLE,
        /// Its thread is inside a callback or task.
        BUSY,
        /// No thread runs it.
        STOPPED,
        CLOSED,
        UNKNOWN
    }
}
