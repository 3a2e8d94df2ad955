/** The quickstart: x0 at work on a machine that has nothing but Java. */
@NullMarked
package io.x0.quickstart;

import org.jspecify.annotations.NullMarked;
