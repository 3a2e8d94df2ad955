/** Responses on disk, which survive a restart and a crash. */
@NullMarked
package io.x0.cache.disk;

import org.jspecify.annotations.NullMarked;
