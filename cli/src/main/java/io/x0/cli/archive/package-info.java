/** What goes into the class-data archive of x0ctl. Never part of a command. */
@NullMarked
package io.x0.cli.archive;

import org.jspecify.annotations.NullMarked;
