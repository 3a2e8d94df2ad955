package io.x0.haproxy.stats;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Statistics for Prometheus, named as HAProxy's own exporter names them. Stateless. */
final class StatsMetrics {
  /** What a metric is, by column: its name behind the kind of the line, and whether it counts. */
  private record Metric(String column, String name, boolean isCounter) {}

  private static final List<Metric> METRICS =
      List.of(
          new Metric("scur", "current_sessions", false),
          new Metric("smax", "max_sessions", false),
          new Metric("slim", "limit_sessions", false),
          new Metric("stot", "sessions_total", true),
          new Metric("req_tot", "http_requests_total", true),
          new Metric("bin", "bytes_in_total", true),
          new Metric("bout", "bytes_out_total", true),
          new Metric("qcur", "current_queue", false),
          new Metric("qmax", "max_queue", false),
          new Metric("dreq", "requests_denied_total", true),
          new Metric("econ", "connection_errors_total", true),
          new Metric("eresp", "response_errors_total", true),
          new Metric("wretr", "retry_warnings_total", true),
          new Metric("wredis", "redispatch_warnings_total", true),
          new Metric("cli_abrt", "client_aborts_total", true),
          new Metric("weight", "weight", false),
          new Metric("chkfail", "check_failures_total", true),
          new Metric("chkdown", "check_up_down_total", true),
          new Metric("downtime", "downtime_seconds_total", true),
          new Metric("lastchg", "last_change_seconds", false),
          new Metric("throttle", "current_throttle", false));

  private static final Map<String, String> CLASSES =
      Map.of(
          "1xx",
          "hrsp_1xx",
          "2xx",
          "hrsp_2xx",
          "3xx",
          "hrsp_3xx",
          "4xx",
          "hrsp_4xx",
          "5xx",
          "hrsp_5xx",
          "other",
          "hrsp_other");

  private StatsMetrics() {}

  static String text(List<Row> rows) {
    StringBuilder out = new StringBuilder(4096);
    for (Row.Kind kind : Row.Kind.values()) {
      List<Row> some = rows.stream().filter(row -> row.kind() == kind).toList();
      String prefix = "haproxy_" + kind.name().toLowerCase(Locale.ROOT) + "_";
      if (!some.isEmpty()) {
        for (Metric metric : METRICS) {
          write(metric, prefix, some, out);
        }
        up(prefix + "up", some, out);
        responses(prefix + "http_responses_total", some, out);
      }
    }
    return out.toString();
  }

  private static void write(Metric metric, String prefix, List<Row> rows, StringBuilder out) {
    if (rows.stream().allMatch(row -> row.get(metric.column).isEmpty())) {
      return;
    }
    type(prefix + metric.name, metric.isCounter, out);
    for (Row row : rows) {
      if (!row.get(metric.column).isEmpty()) {
        line(prefix + metric.name, row, "", row.get(metric.column), out);
      }
    }
  }

  private static void up(String name, List<Row> rows, StringBuilder out) {
    type(name, false, out);
    for (Row row : rows) {
      String status = row.get("status");
      boolean isUp = status.startsWith("UP") || status.equals("OPEN") || status.equals("no check");
      line(name, row, "", isUp ? "1" : "0", out);
    }
  }

  private static void responses(String name, List<Row> rows, StringBuilder out) {
    type(name, true, out);
    for (Row row : rows) {
      CLASSES.keySet().stream()
          .sorted()
          .forEach(
              code ->
                  line(
                      name,
                      row,
                      ",code=\"" + code + "\"",
                      row.get(CLASSES.getOrDefault(code, "hrsp_other")),
                      out));
    }
  }

  private static void type(String name, boolean isCounter, StringBuilder out) {
    out.append("# TYPE ").append(name).append(isCounter ? " counter\n" : " gauge\n");
  }

  private static void line(String name, Row row, String label, String value, StringBuilder out) {
    out.append(name).append("{proxy=\"").append(escape(row.get("pxname"))).append('"');
    if (row.kind() == Row.Kind.SERVER) {
      out.append(",server=\"").append(escape(row.get("svname"))).append('"');
    }
    out.append(label).append("} ").append(value).append('\n');
  }

  private static String escape(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
