/** How often something may happen. */
@NullMarked
package io.x0.proxy.limit;

import org.jspecify.annotations.NullMarked;
