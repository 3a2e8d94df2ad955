package io.x0.admin.metrics;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.x0.director.Directors;
import io.x0.stats.LoadCounter.Load;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The page of metrics. Thread-safe. */
public final class MetricsPage {
  private final PrometheusRegistry java = new PrometheusRegistry();
  private final ExpositionFormats formats = ExpositionFormats.init();
  private final Directors directors;
  private final Supplier<Load> requests;
  private final String version;
  private final List<MetricSource> others;

  /** A page of thousands of backends takes memory: one at a time is made. */
  private final ReentrantLock making = new ReentrantLock();

  /**
   * What is sent.
   *
   * @param type its media type
   * @param body the page
   */
  public record Page(String type, ByteBuffer body) {
    /** Returns the page as text. */
    String text() {
      return StandardCharsets.UTF_8.decode(body.duplicate()).toString();
    }
  }

  /**
   * @param requests all that the proxy serves
   * @param version of x0d
   * @param others whose figures are on the page as well
   */
  public MetricsPage(
      Directors directors, Supplier<Load> requests, String version, List<MetricSource> others) {
    this.directors = directors;
    this.requests = requests;
    this.version = version;
    this.others = List.copyOf(others);
    JvmMetrics.builder().register(java);
  }

  /**
   * Returns the page.
   *
   * @param accept what the reader accepts: OpenMetrics if it says so, else the text of Prometheus
   */
  public Page page(@Nullable String accept) {
    making.lock();
    try {
      return make(accept);
    } finally {
      making.unlock();
    }
  }

  private Page make(@Nullable String accept) {
    Families families = new Families();
    Load load = requests.get();
    families.count("x0_requests_received", "requests that came", load.total());
    families.level("x0_requests_in_flight", "requests being served", load.current());
    families.gauge(
        "x0_build_info",
        "1, with the versions",
        1,
        "java",
        Runtime.version().toString(),
        "version",
        version);
    directors.all().forEach(director -> DirectorFigures.write(director, families));
    others.forEach(source -> source.write(families));
    List<MetricSnapshot> all = new ArrayList<>(families.all());
    java.scrape().forEach(all::add);
    ExpositionFormatWriter writer = formats.findWriter(accept);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writer.write(out, new MetricSnapshots(all));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Page(writer.getContentType(), ByteBuffer.wrap(out.toByteArray()));
  }
}
