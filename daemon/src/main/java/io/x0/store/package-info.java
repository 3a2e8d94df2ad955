/** Directors on disk: one SQLite database and the journal of every change. */
@NullMarked
package io.x0.store;

import org.jspecify.annotations.NullMarked;
