/** How one speaks to a backend, besides where it listens. */
@NullMarked
package io.x0.link;

import org.jspecify.annotations.NullMarked;
