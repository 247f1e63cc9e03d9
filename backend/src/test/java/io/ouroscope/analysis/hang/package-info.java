@NullMarked
package io.ouroscope.analysis.hang;

import org.jspecify.annotations.NullMarked;
