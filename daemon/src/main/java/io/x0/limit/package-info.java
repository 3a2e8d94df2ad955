/** How often something may happen. */
@NullMarked
package io.x0.limit;

import org.jspecify.annotations.NullMarked;
