/// Snapshots as files: ELF cores, ours and those of `gcore` and the kernel, read by mapping and written by capture.
@NullMarked
package io.ouroscope.snapshot;

import org.jspecify.annotations.NullMarked;
