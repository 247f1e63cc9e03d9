/// Tests in a real browser, over the real server, of real processes.
@NullMarked
package io.ouroscope.browser;

import org.jspecify.annotations.NullMarked;
