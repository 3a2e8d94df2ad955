/** Proxies of HAProxy as their configuration defines them. */
@NullMarked
package io.x0.haproxy.model;

import org.jspecify.annotations.NullMarked;
