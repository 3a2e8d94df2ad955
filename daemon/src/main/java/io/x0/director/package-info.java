/** Directors: clusters of backends that share load. Pure Java under injected time. */
@NullMarked
package io.x0.director;

import org.jspecify.annotations.NullMarked;
