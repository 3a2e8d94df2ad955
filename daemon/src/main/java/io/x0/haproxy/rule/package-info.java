/** Conditions and rules of HAProxy proxies. */
@NullMarked
package io.x0.haproxy.rule;

import org.jspecify.annotations.NullMarked;
