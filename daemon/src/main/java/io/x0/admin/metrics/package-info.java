/** What monitoring systems read: figures in the text form of Prometheus and OpenMetrics. */
@NullMarked
package io.x0.admin.metrics;

import org.jspecify.annotations.NullMarked;
