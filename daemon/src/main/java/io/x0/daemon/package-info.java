/** The process: command line, start, drain, stop. */
@NullMarked
package io.x0.daemon;

import org.jspecify.annotations.NullMarked;
