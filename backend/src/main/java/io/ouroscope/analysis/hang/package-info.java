/// Why a process is stuck: what can never go on, judged over the graph of everything that waits, and told in sentences.
@NullMarked
package io.ouroscope.analysis.hang;

import org.jspecify.annotations.NullMarked;
