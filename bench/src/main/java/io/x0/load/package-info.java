/**
 * The origin and the clients of {@code bench/run}: one thread each, no library between them and the
 * socket.
 */
package io.x0.load;
