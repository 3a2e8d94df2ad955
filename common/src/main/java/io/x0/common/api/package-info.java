/** Words of the admin API that both of its ends need. */
@NullMarked
package io.x0.common.api;

import org.jspecify.annotations.NullMarked;
