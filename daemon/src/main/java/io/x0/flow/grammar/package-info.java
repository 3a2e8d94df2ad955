/** The lexer and parser that ANTLR generates from the grammar of Flow. */
@NullMarked
package io.x0.flow.grammar;

import org.jspecify.annotations.NullMarked;
