/// Python paths: from `sys.modules['app'].client.pool[3]` to the object it names, and from an object to such a path.
@NullMarked
package io.ouroscope.analysis.paths;

import org.jspecify.annotations.NullMarked;
