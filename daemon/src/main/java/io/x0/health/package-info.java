/** Whether backends can serve: what is checked, when, and what follows. No sockets. */
@NullMarked
package io.x0.health;

import org.jspecify.annotations.NullMarked;
