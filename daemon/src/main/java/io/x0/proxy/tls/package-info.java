/** Who x0 is for its clients: certificates, keys, and what is spoken with them. */
@NullMarked
package io.x0.proxy.tls;

import org.jspecify.annotations.NullMarked;
