/** UNIX sockets that x0 listens on: their files, and who may use them. */
@NullMarked
package io.x0.unix;

import org.jspecify.annotations.NullMarked;
