/// What capture asks of the Linux kernel: ptrace, process_vm_readv and the files of /proc. The only package with
/// native calls.
@NullMarked
package io.ouroscope.capture.linux;

import org.jspecify.annotations.NullMarked;
