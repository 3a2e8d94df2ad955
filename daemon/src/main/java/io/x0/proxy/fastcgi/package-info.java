/** FastCGI as bytes: records, parameters, and the head of a script's answer. */
@NullMarked
package io.x0.proxy.fastcgi;

import org.jspecify.annotations.NullMarked;
