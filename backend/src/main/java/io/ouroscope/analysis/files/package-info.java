/// Which Python objects have which file descriptors, and which threads wait for them.
@NullMarked
package io.ouroscope.analysis.files;

import org.jspecify.annotations.NullMarked;
