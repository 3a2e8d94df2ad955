/** Bytes between two connections, of which x0 understands nothing. */
@NullMarked
package io.x0.proxy.tunnel;

import org.jspecify.annotations.NullMarked;
