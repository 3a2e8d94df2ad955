/** Flow, the configuration language of x0d: the way in is {@link io.x0.flow.FlowCompiler}. */
@NullMarked
package io.x0.flow;

import org.jspecify.annotations.NullMarked;
