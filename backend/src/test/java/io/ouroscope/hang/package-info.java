/// Runs the programs of `tools/hang`, which hang or do not, and holds what is said of them to what they are
/// ([docs/verdicts.md](../../../../../../../docs/verdicts.md)).
@NullMarked
package io.ouroscope.hang;

import org.jspecify.annotations.NullMarked;
