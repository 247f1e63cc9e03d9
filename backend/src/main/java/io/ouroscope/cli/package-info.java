/// The command line: one class per command. Results go to stdout, everything said to people to stderr.
@NullMarked
package io.ouroscope.cli;

import org.jspecify.annotations.NullMarked;
