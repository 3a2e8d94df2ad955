/** Answers that are compressed on their way to the client. */
@NullMarked
package io.x0.proxy.compress;

import org.jspecify.annotations.NullMarked;
