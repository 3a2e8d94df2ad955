/** Server-sent events: what happens, told to those who listen while it happens. */
@NullMarked
package io.x0.admin.stream;

import org.jspecify.annotations.NullMarked;
