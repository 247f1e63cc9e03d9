/// Who waits for what, over everything that can wait or be waited for: tasks, futures, threads, locks, queues, pools.
///
/// The graph is made of what others find: the packages beside this one add nodes and edges ([WaitSource]), `hang`
/// judges.
@NullMarked
package io.ouroscope.analysis.waits;

import org.jspecify.annotations.NullMarked;
