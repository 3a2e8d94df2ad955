/** Settings of a thing, declared once, read and written as text. */
@NullMarked
package io.x0.common.setting;

import org.jspecify.annotations.NullMarked;
