/** Files that a backend names and x0 sends in its place. */
@NullMarked
package io.x0.proxy.file;

import org.jspecify.annotations.NullMarked;
