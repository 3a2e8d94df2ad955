/** HTTP/1.1 to backends on the selectors of the listeners: no other thread takes part. */
@NullMarked
package io.x0.proxy.upstream.http1;

import org.jspecify.annotations.NullMarked;
