/** What a configuration can call, bound to the parts of x0 that do it. */
@NullMarked
package io.x0.modules;

import org.jspecify.annotations.NullMarked;
