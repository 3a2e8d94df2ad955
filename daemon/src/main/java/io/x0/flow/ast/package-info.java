/** The abstract syntax tree of Flow: records with the position they were written at. */
@NullMarked
package io.x0.flow.ast;

import org.jspecify.annotations.NullMarked;
