/// Which objects fit what somebody asks: by type, size, state, text, attributes; over millions of them.
@NullMarked
package io.ouroscope.analysis.query;

import org.jspecify.annotations.NullMarked;
