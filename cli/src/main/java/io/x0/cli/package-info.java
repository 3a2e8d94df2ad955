/** x0ctl: the command line of x0. */
@NullMarked
package io.x0.cli;

import org.jspecify.annotations.NullMarked;
