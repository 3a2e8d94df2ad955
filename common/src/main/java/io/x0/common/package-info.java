/** What the daemon and the command line share. */
@NullMarked
package io.x0.common;

import org.jspecify.annotations.NullMarked;
