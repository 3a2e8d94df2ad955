/** Text of HAProxy configurations: words, variables, conditions, sections. */
@NullMarked
package io.x0.haproxy.source;

import org.jspecify.annotations.NullMarked;
