/// Tests of capture; those with live processes are named `*IT`.
@NullMarked
package io.ouroscope.capture;

import org.jspecify.annotations.NullMarked;
