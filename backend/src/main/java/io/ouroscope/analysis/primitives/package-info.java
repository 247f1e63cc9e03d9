/// What tasks of asyncio wait for besides each other: loops and what they do next, locks, events, queues, sockets,
/// timers, and the bridges to threads and processes.
@NullMarked
package io.ouroscope.analysis.primitives;

import org.jspecify.annotations.NullMarked;
