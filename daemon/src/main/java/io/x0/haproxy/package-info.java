/** Configurations of HAProxy, and what they mean for x0. */
@NullMarked
package io.x0.haproxy;

import org.jspecify.annotations.NullMarked;
