/** What a Flow program is compiled to: small typed functions of a context. */
@NullMarked
package io.x0.flow.closure;

import org.jspecify.annotations.NullMarked;
