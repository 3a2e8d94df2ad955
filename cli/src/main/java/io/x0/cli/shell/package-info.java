/** Lines of commands: typed by a person at a prompt, or read from a script. */
@NullMarked
package io.x0.cli.shell;

import org.jspecify.annotations.NullMarked;
