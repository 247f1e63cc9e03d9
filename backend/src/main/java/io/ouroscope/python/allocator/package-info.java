/// What the allocators of the process know: which blocks there are, and which of them are free. Needs no symbols: each
/// allocator's own structures are found by their consistency.
@NullMarked
package io.ouroscope.python.allocator;

import org.jspecify.annotations.NullMarked;
