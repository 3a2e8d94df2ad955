/** Serves requests as configurations of HAProxy say. */
@NullMarked
package io.x0.modules.haproxy;

import org.jspecify.annotations.NullMarked;
