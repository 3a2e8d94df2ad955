/** Statistics in the form of HAProxy, for what reads that. */
@NullMarked
package io.x0.haproxy.stats;

import org.jspecify.annotations.NullMarked;
