/** Names and addresses an operator gives to things. */
@NullMarked
package io.x0.common.name;

import org.jspecify.annotations.NullMarked;
