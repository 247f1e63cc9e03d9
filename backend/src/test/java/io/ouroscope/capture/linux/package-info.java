/// Tests of what capture asks of Linux, with copies of the kernel's files.
@NullMarked
package io.ouroscope.capture.linux;

import org.jspecify.annotations.NullMarked;
