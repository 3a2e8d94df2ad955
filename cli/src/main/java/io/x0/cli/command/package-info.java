/** The words of x0ctl and what they do. */
@NullMarked
package io.x0.cli.command;

import org.jspecify.annotations.NullMarked;
