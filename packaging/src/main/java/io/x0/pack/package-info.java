/** What the build makes of the tree: manual pages and the files of packages. Never shipped. */
@NullMarked
package io.x0.pack;

import org.jspecify.annotations.NullMarked;
