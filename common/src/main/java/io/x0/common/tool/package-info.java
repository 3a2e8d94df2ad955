/** What programs of x0 do for each other without a running daemon. */
@NullMarked
package io.x0.common.tool;

import org.jspecify.annotations.NullMarked;
