/** Counters, cheap enough for every request. */
@NullMarked
package io.x0.stats;

import org.jspecify.annotations.NullMarked;
