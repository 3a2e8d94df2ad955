/** What HAProxy configurations can ask about a request. */
@NullMarked
package io.x0.haproxy.sample;

import org.jspecify.annotations.NullMarked;
