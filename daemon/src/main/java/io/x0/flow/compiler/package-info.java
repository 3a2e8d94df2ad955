/** From the abstract syntax tree to closures: names, types and operators. */
@NullMarked
package io.x0.flow.compiler;

import org.jspecify.annotations.NullMarked;
