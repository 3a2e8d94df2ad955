/** Values with a unit, as an operator writes and reads them. */
@NullMarked
package io.x0.common.unit;

import org.jspecify.annotations.NullMarked;
