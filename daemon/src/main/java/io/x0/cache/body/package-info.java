/** Bytes of cached bodies: pooled memory outside the heap, one writer, many readers. */
@NullMarked
package io.x0.cache.body;

import org.jspecify.annotations.NullMarked;
