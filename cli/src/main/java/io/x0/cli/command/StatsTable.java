package io.x0.cli.command;

import com.google.gson.JsonObject;
import io.x0.cli.output.Column;
import io.x0.cli.output.Column.Kind;
import io.x0.cli.output.Column.Where;
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
      addBytes(director, row);
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
      addBytes(bucket, row);
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
      addBytes(backend, row);
      table.add(row);
    }
    return table;
  }

  /** Returns a director, its buckets and its backends in one table, for programs. */
  static Table everything(JsonObject director) {
    Table table =
        table(
            List.of("KIND", "NAME", "STATE"),
            List.of("LOAD", "QUEUED"),
            List.of("WAIT99", "RETRIES", "ABORTED", "DROPPED"));
    add(table, "director", director);
    Fields.objects(director.get("buckets")).forEach(bucket -> add(table, "bucket", bucket));
    Fields.objects(director.get("backends")).forEach(backend -> add(table, "backend", backend));
    return table;
  }

  private static void add(Table table, String kind, JsonObject of) {
    List<String> row = new ArrayList<>();
    row.add(kind);
    row.add(Fields.text(of, "name"));
    row.add(Fields.text(of, "state"));
    row.add(Fields.text(of, "stats", "load", "current"));
    row.add(Fields.text(of, "stats", "queued", "current"));
    addTraffic(of, row);
    row.add(time(of, "queue-wait-ms", "p99"));
    row.add(Fields.text(of, "stats", "retried"));
    row.add(Fields.text(of, "stats", "aborted"));
    row.add(Fields.text(of, "stats", "dropped"));
    addBytes(of, row);
    table.add(row);
  }

  private static Table table(List<String> names, List<String> first, List<String> last) {
    List<Column> columns = new ArrayList<>();
    for (String name : names) {
      columns.add(new Column(name, name.equals("STATE") ? Kind.STATE : Kind.NAME));
    }
    List<String> numbers = new ArrayList<>(first);
    numbers.addAll(List.of("REQUESTS", "ERRORS", "RATE", "P50", "P90", "P99"));
    numbers.addAll(last);
    for (String name : numbers) {
      boolean isTime = name.startsWith("P") || name.startsWith("WAIT");
      columns.add(new Column(name, isTime ? Kind.MILLIS : Kind.NUMBER));
    }
    columns.add(new Column("RATE10", Kind.NUMBER, Where.WIDE));
    columns.add(new Column("MAX", Kind.MILLIS, Where.WIDE));
    columns.add(new Column("BYTES IN", Kind.NUMBER, Where.WIDE));
    columns.add(new Column("BYTES OUT", Kind.NUMBER, Where.WIDE));
    for (String status : List.of("2XX", "3XX", "4XX", "5XX")) {
      columns.add(new Column(status, Kind.NUMBER, Where.WIDE));
    }
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

  private static void addBytes(JsonObject of, List<String> row) {
    row.add(Fields.text(of, "stats", "traffic", "requests-per-second", "10s"));
    row.add(time(of, "latency-ms", "max"));
    row.add(Fields.text(of, "stats", "traffic", "bytes-in"));
    row.add(Fields.text(of, "stats", "traffic", "bytes-out"));
    for (String status : List.of("2xx", "3xx", "4xx", "5xx")) {
      row.add(Fields.text(of, "stats", "traffic", "statuses", status));
    }
  }

  /** Returns a time in milliseconds, or a dash when nothing was timed. */
  static String time(JsonObject of, String what, String quantile) {
    return Fields.text(of, "stats", "traffic", what, "count").equals("0")
        ? "-"
        : Fields.text(of, "stats", "traffic", what, quantile);
  }
}
