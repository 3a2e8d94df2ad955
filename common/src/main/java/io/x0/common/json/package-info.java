/** JSON as the admin API speaks it. */
@NullMarked
package io.x0.common.json;

import org.jspecify.annotations.NullMarked;
