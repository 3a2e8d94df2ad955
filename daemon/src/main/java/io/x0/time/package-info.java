/** Time as a port: everything timed takes a Clock and a Scheduler, virtual in tests. */
@NullMarked
package io.x0.time;

import org.jspecify.annotations.NullMarked;
