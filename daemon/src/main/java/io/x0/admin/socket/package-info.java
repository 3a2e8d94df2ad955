/** The UNIX socket of the admin side: its file, who is at the other end, who may come in. */
@NullMarked
package io.x0.admin.socket;

import org.jspecify.annotations.NullMarked;
