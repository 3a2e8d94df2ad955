/** Files of x0's predecessor. */
@NullMarked
package io.x0.cli.legacy;

import org.jspecify.annotations.NullMarked;
