@NullMarked
package io.ouroscope.nullness;

import org.jspecify.annotations.NullMarked;
