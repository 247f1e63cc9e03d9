/// Capture of a live process into a snapshot file, and the list of processes that can be captured.
///
/// [io.ouroscope.capture.Capture] and [io.ouroscope.capture.Processes] are the entries. What the kernel is asked is
/// in `linux`.
@NullMarked
package io.ouroscope.capture;

import org.jspecify.annotations.NullMarked;
