/** Where Flow programs come from and what is wrong with them. */
@NullMarked
package io.x0.flow.source;

import org.jspecify.annotations.NullMarked;
