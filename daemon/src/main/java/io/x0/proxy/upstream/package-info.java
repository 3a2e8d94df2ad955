/** The port behind which the clients of the backends' protocols sit. */
@NullMarked
package io.x0.proxy.upstream;

import org.jspecify.annotations.NullMarked;
