package io.x0.cli.command;

import com.google.gson.JsonObject;
import io.x0.cli.output.Column;
import io.x0.cli.output.Column.Kind;
import io.x0.cli.output.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Figures as rows. Stateless. */
final class StatsTable {
  private StatsTable() {}

  static Table directors(List<JsonObject> directors) {
    Table table =
        table(
            List.of("DIRECTOR", "STATE"),
            List.of("LOAD", "QUEUED"),
            List.of("WAIT99", "RETRIES", "DROPPED"));
    for (JsonObject director : directors) {
      List<String> row = new ArrayList<>();
      row.add(Fields.text(director, "name"));
      row.add(Fields.text(director, "state"));
      row.add(Fields.text(director, "stats", "load", "current"));
      row.add(Fields.text(director, "stats", "queued", "current"));
      addTraffic(director, row);
      row.add(time(director, "queue-wait-ms", "p99"));
      row.add(Fields.text(director, "stats", "retried"));
      row.add(Fields.text(director, "stats", "dropped"));
      table.add(row);
    }
    return table;
  }

  static Table buckets(List<JsonObject> buckets) {
    Table table = table(List.of("BUCKET"), List.of("LOAD", "QUEUED"), List.of("WAIT99", "DROPPED"));
    Map<String, Integer> depths = BucketTree.depths(buckets);
    for (JsonObject bucket : buckets) {
      List<String> row = new ArrayList<>();
      row.add(BucketTable.indented(Fields.text(bucket, "name"), depths));
      row.add(Fields.text(bucket, "stats", "load", "current"));
      row.add(Fields.text(bucket, "stats", "queued", "current"));
      addTraffic(bucket, row);
      row.add(time(bucket, "queue-wait-ms", "p99"));
      row.add(Fields.text(bucket, "stats", "dropped"));
      table.add(row);
    }
    return table;
  }

  static Table backends(List<JsonObject> backends) {
    Table table =
        table(List.of("BACKEND", "STATE"), List.of("LOAD"), List.of("RETRIES", "ABORTED"));
    for (JsonObject backend : backends) {
      List<String> row = new ArrayList<>();
      row.add(Fields.text(backend, "name"));
      row.add(Fields.text(backend, "state"));
      row.add(Fields.text(backend, "stats", "load", "current"));
      addTraffic(backend, row);
      row.add(Fields.text(backend, "stats", "retried"));
      row.add(Fields.text(backend, "stats", "aborted"));
      table.add(row);
    }
    return table;
  }

  private static Table table(List<String> names, List<String> first, List<String> last) {
    List<Column> columns = new ArrayList<>();
    names.forEach(
        name -> columns.add(new Column(name, name.equals("STATE") ? Kind.STATE : Kind.TEXT)));
    List<String> numbers = new ArrayList<>(first);
    numbers.addAll(List.of("REQUESTS", "ERRORS", "RATE", "P50", "P90", "P99"));
    numbers.addAll(last);
    numbers.forEach(name -> columns.add(new Column(name, Kind.NUMBER)));
    return new Table(columns);
  }

  private static void addTraffic(JsonObject of, List<String> row) {
    row.add(Fields.text(of, "stats", "traffic", "requests"));
    row.add(Fields.text(of, "stats", "traffic", "errors"));
    row.add(Fields.text(of, "stats", "traffic", "requests-per-second", "60s"));
    row.add(time(of, "latency-ms", "p50"));
    row.add(time(of, "latency-ms", "p90"));
    row.add(time(of, "latency-ms", "p99"));
  }

  /** Returns a time, or a dash when nothing was timed. */
  private static String time(JsonObject of, String what, String quantile) {
    return Fields.text(of, "stats", "traffic", what, "count").equals("0")
        ? "-"
        : Millis.text(of, "stats", "traffic", what, quantile);
  }
}
