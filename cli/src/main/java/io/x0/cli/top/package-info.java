/** The live screen of x0ctl. What is shown is text; JLine only puts it on the terminal. */
@NullMarked
package io.x0.cli.top;

import org.jspecify.annotations.NullMarked;
