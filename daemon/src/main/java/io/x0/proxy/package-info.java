/** The Jetty edge: listeners in front, backends behind, one request's life between them. */
@NullMarked
package io.x0.proxy;

import org.jspecify.annotations.NullMarked;
