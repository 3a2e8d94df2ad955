package io.x0.admin.metrics;

/** Somebody who has figures for the page of metrics. Thread-safe. */
public interface MetricSource {
  /** Adds the figures as they are now. */
  void write(Families out);
}
