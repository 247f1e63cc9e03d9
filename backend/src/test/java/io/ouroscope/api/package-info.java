@NullMarked
package io.ouroscope.api;

import org.jspecify.annotations.NullMarked;
