/// The HTTP server: the JSON API under `/api`, the frontend's files, and what keeps other pages out.
@NullMarked
package io.ouroscope.api;

import org.jspecify.annotations.NullMarked;
