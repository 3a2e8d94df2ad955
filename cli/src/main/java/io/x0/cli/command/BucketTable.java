package io.x0.cli.command;

import com.google.gson.JsonObject;
import io.x0.cli.output.Column;
import io.x0.cli.output.Column.Kind;
import io.x0.cli.output.Column.Where;
import io.x0.cli.output.Table;
import java.util.List;
import java.util.Map;

/** Buckets as rows, indented below their parents. Stateless. */
final class BucketTable {
  private static final String INDENT = "  ";

  private BucketTable() {}

  static Table of(List<JsonObject> buckets) {
    Table table =
        new Table(
            List.of(
                new Column("NAME", Kind.NAME),
                new Column("PARENT", Kind.TEXT, Where.WIDE),
                new Column("RATE", Kind.NUMBER),
                new Column("CEIL", Kind.NUMBER),
                new Column("TOKENS", Kind.NUMBER, Where.PEOPLE),
                new Column("TOKEN RATE", Kind.NUMBER, Where.DATA),
                new Column("TOKEN CEIL", Kind.NUMBER, Where.DATA),
                new Column("LOAD", Kind.NUMBER),
                new Column("BORROWED", Kind.NUMBER),
                new Column("QUEUED", Kind.NUMBER),
                new Column("TOTAL", Kind.NUMBER),
                new Column("DROPPED", Kind.NUMBER),
                new Column("QUEUE-LIMIT", Kind.NUMBER, Where.WIDE)));
    Map<String, Integer> depths = BucketTree.depths(buckets);
    for (JsonObject bucket : buckets) {
      table.add(
          List.of(
              indented(Fields.text(bucket, "name"), depths),
              Fields.text(bucket, "parent"),
              Fields.text(bucket, "rate"),
              Fields.text(bucket, "ceil"),
              tokens(Fields.text(bucket, "token-rate"), Fields.text(bucket, "token-ceil")),
              Fields.text(bucket, "token-rate"),
              Fields.text(bucket, "token-ceil"),
              Fields.text(bucket, "stats", "load", "current"),
              Fields.text(bucket, "stats", "borrowed"),
              Fields.text(bucket, "stats", "queued", "current"),
              Fields.text(bucket, "stats", "load", "total"),
              Fields.text(bucket, "stats", "dropped"),
              Fields.text(bucket, "queue-limit")));
    }
    return table;
  }

  /** Returns the name of a bucket below the names of those above it. */
  static String indented(String name, Map<String, Integer> depths) {
    return INDENT.repeat(depths.getOrDefault(name, 0)) + name;
  }

  private static String tokens(String rate, String ceil) {
    return rate.equals(ceil) ? rate : rate + ".." + ceil;
  }
}
