/// What tests share: what this machine offers them, and whether a test may go without.
@NullMarked
package io.ouroscope.testing;

import org.jspecify.annotations.NullMarked;
