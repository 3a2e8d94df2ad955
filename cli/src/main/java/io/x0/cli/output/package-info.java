/** What an operator sees: tables, JSON, and the terminal they go to. */
@NullMarked
package io.x0.cli.output;

import org.jspecify.annotations.NullMarked;
