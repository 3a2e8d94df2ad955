/** Tests of the packaged programs: x0d and x0ctl as processes, as a user would run them. */
@NullMarked
package io.x0.e2e;

import org.jspecify.annotations.NullMarked;
