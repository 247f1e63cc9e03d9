/// Threads: what each is doing in Python and in the kernel, and the coroutines and generators that none of them runs.
@NullMarked
package io.ouroscope.analysis.threads;

import org.jspecify.annotations.NullMarked;
