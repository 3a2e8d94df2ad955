/** Who a client says it is, and whether that is true. */
@NullMarked
package io.x0.proxy.auth;

import org.jspecify.annotations.NullMarked;
