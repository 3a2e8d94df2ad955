/** The admin side: the JSON API on a UNIX socket. */
@NullMarked
package io.x0.admin;

import org.jspecify.annotations.NullMarked;
