/** From text to the abstract syntax tree, with every syntax error. */
@NullMarked
package io.x0.flow.syntax;

import org.jspecify.annotations.NullMarked;
