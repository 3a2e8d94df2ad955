package io.x0.haproxy.stats;

import io.x0.director.DirectorSnapshot;
import io.x0.director.DirectorSnapshot.BackendSnapshot;
import io.x0.director.Origin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The statistics of all proxies at one moment. Immutable. */
public final class StatsReport {
  /** HAProxy numbers its proxies from 2: 1 is its own socket. */
  private static final int FIRST_PROXY = 2;

  private final List<Row> rows = new ArrayList<>();

  /**
   * @param sections the proxies, in order
   * @param now the time
   */
  public StatsReport(List<StatsSection> sections, Instant now) {
    int number = FIRST_PROXY;
    for (StatsSection section : sections) {
      add(section, number++, now);
    }
  }

  private void add(StatsSection section, int number, Instant now) {
    if (section.frontend().isPresent()) {
      Row row = new Row(Row.Kind.FRONTEND, section.name(), "FRONTEND", number, 0);
      row.set("status", "OPEN");
      row.set("slim", section.limit());
      section.frontend().get().write(row);
      rows.add(row);
    }
    section.director().ifPresent(director -> add(section, director, number, now));
  }

  private void add(StatsSection section, DirectorSnapshot director, int number, Instant now) {
    if (director.config().origin() != Origin.HAPROXY) {
      Row row = new Row(Row.Kind.FRONTEND, section.name(), "FRONTEND", number, 0);
      row.set("status", director.config().settings().enabled() ? "OPEN" : "STOP");
      BackendRow.writeFrontend(director, row);
      rows.add(row);
    }
    int server = 1;
    for (BackendSnapshot backend : director.backends()) {
      String name = backend.config().name();
      Row row =
          new Row(
              Row.Kind.SERVER,
              section.name(),
              section.names().getOrDefault(name, name),
              number,
              server++);
      ServerRow.write(
          backend, backend.config().health(director.config().settings().health()), now, row);
      rows.add(row);
    }
    Row row = new Row(Row.Kind.BACKEND, section.name(), "BACKEND", number, 0);
    BackendRow.write(director, now, row);
    rows.add(row);
  }

  /** Returns what HAProxy answers to {@code ;csv}. */
  public String csv() {
    StringBuilder out = new StringBuilder("# ").append(Columns.HEADER).append('\n');
    rows.forEach(row -> out.append(row.csv()).append('\n'));
    return out.toString();
  }

  /**
   * Returns a page for people.
   *
   * @param version of x0d
   * @param uptime of x0d, in seconds
   */
  public String html(String version, long uptime) {
    return StatsHtml.page(rows, version, uptime);
  }

  /** Returns what HAProxy answers as prometheus-exporter, as far as x0 counts it. */
  public String metrics() {
    return StatsMetrics.text(rows);
  }
}
