/** HTTP/1.1 and JSON with the daemon's admin socket. */
@NullMarked
package io.x0.cli.client;

import org.jspecify.annotations.NullMarked;
