@NullMarked
package io.ouroscope.workspace;

import org.jspecify.annotations.NullMarked;
