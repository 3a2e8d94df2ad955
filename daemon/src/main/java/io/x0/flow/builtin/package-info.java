/** How the functions and handlers that Flow programs call are declared. */
@NullMarked
package io.x0.flow.builtin;

import org.jspecify.annotations.NullMarked;
