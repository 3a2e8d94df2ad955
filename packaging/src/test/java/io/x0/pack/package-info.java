/** Tests of what the packages are made with. */
@NullMarked
package io.x0.pack;

import org.jspecify.annotations.NullMarked;
