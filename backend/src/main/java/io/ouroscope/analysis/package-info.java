/// What is derived from all objects together: the reference graph, what is alive, memory by type, the tasks.
@NullMarked
package io.ouroscope.analysis;

import org.jspecify.annotations.NullMarked;
