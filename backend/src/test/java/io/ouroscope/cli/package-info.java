@NullMarked
package io.ouroscope.cli;

import org.jspecify.annotations.NullMarked;
