/// Objects as Python text with links, cut to a budget.
@NullMarked
package io.ouroscope.python.preview;

import org.jspecify.annotations.NullMarked;
