/** What may come next on a command line, live names included. */
@NullMarked
package io.x0.cli.completion;

import org.jspecify.annotations.NullMarked;
