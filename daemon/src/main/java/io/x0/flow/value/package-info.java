/** Types and values of Flow. */
@NullMarked
package io.x0.flow.value;

import org.jspecify.annotations.NullMarked;
