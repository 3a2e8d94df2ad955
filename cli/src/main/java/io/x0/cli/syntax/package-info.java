/** What may follow the words of a command: options and parameters, as data. */
@NullMarked
package io.x0.cli.syntax;

import org.jspecify.annotations.NullMarked;
