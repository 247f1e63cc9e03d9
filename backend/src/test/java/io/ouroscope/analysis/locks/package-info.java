@NullMarked
package io.ouroscope.analysis.locks;

import org.jspecify.annotations.NullMarked;
