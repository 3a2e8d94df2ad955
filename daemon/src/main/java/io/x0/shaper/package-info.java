/** Shaping: who may have how many requests in flight, and who is next. Depends on the JDK only. */
@NullMarked
package io.x0.shaper;

import org.jspecify.annotations.NullMarked;
