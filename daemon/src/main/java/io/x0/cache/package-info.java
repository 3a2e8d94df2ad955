/**
 * A shared cache of responses as RFC 9111 has it: what may be stored, and when it may be reused.
 */
@NullMarked
package io.x0.cache;

import org.jspecify.annotations.NullMarked;
