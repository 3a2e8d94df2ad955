package io.x0.admin.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.x0.stats.CodeCounts;
import io.x0.stats.DurationBuckets;
import io.x0.stats.EndingCounts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects figures, each under the name of its family. Confined to one thread. */
public final class Families {
  private final Map<String, CounterSnapshot.Builder> counters = new LinkedHashMap<>();
  private final Map<String, GaugeSnapshot.Builder> gauges = new LinkedHashMap<>();
  private final Map<String, HistogramSnapshot.Builder> histograms = new LinkedHashMap<>();

  /**
   * Adds a figure that only grows.
   *
   * @param name without its {@code _total}
   * @param labels names and values in turn
   */
  public void count(String name, String help, long value, String... labels) {
    counters
        .computeIfAbsent(name, n -> CounterSnapshot.builder().name(n).help(help))
        .dataPoint(
            CounterDataPointSnapshot.builder()
                .labels(Labels.of(labels))
                .value((double) value)
                .build());
  }

  /** Adds how many requests of clients were answered with each class of status. */
  public void answers(String name, CodeCounts answers, String help, String... labels) {
    List<Long> counts = answers.counts();
    for (int i = 0; i < counts.size(); i++) {
      count(name, help, counts.get(i), with(labels, "code", CodeCounts.CLASSES.get(i)));
    }
  }

  /** Adds how many requests of clients were answered, by director and class of status. */
  public void requests(String director, CodeCounts answers) {
    answers(
        "x0_requests",
        answers,
        "requests answered, whoever answered; director is empty if none was asked",
        "director",
        director);
  }

  /** Adds how requests of clients ended, by director; ways that never occurred are left out. */
  public void endings(String director, EndingCounts endings) {
    endings
        .counts()
        .forEach(
            (ending, count) ->
                count(
                    "x0_terminations",
                    "requests by how they ended; ways that never occurred are left out",
                    count,
                    "director",
                    director,
                    "termination",
                    ending.letters()));
  }

  /** Returns labels with one more. */
  static String[] with(String[] labels, String name, String value) {
    String[] out = Arrays.copyOf(labels, labels.length + 2);
    out[labels.length] = name;
    out[labels.length + 1] = value;
    return out;
  }

  /** Adds a figure that comes and goes. */
  public void gauge(String name, String help, double value, String... labels) {
    gauges
        .computeIfAbsent(name, n -> GaugeSnapshot.builder().name(n).help(help))
        .dataPoint(GaugeDataPointSnapshot.builder().labels(Labels.of(labels)).value(value).build());
  }

  /** Adds a figure that comes and goes, and counts things. */
  public void level(String name, String help, long value, String... labels) {
    gauge(name, help, (double) value, labels);
  }

  /** Adds a distribution of times. */
  public void times(String name, String help, DurationBuckets.Snapshot times, String... labels) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    double[] bounds = DurationBuckets.boundsSeconds();
    for (int i = 0; i < times.counts().size(); i++) {
      double bound = i < bounds.length ? bounds[i] : Double.POSITIVE_INFINITY;
      buckets.bucket(bound, times.counts().get(i));
    }
    histograms
        .computeIfAbsent(name, n -> HistogramSnapshot.builder().name(n).help(help))
        .dataPoint(
            HistogramDataPointSnapshot.builder()
                .labels(Labels.of(labels))
                .classicHistogramBuckets(buckets.build())
                .sum(times.seconds())
                .build());
  }

  /** Returns all families. */
  List<MetricSnapshot> all() {
    List<MetricSnapshot> out = new ArrayList<>();
    counters.values().forEach(counter -> out.add(counter.build()));
    gauges.values().forEach(gauge -> out.add(gauge.build()));
    histograms.values().forEach(histogram -> out.add(histogram.build()));
    return out;
  }
}
