package io.x0.cli.top;

import com.google.gson.JsonObject;
import io.x0.common.json.Json;

/** Frames of figures as docs/api.md shows them. */
final class Frames {
  private Frames() {}

  /** Returns a frame with directors {@code d0}, {@code d1} and so on, the later ones the busier. */
  static JsonObject overall(int directors) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < directors; i++) {
      lines.append(i == 0 ? "" : ",").append("\"d").append(i).append("\":");
      lines.append(director(i, ""));
    }
    return Json.object(
        "{\"at\":\"2026-11-22T18:00:01.001Z\",\"requests\":{\"current\":3,\"total\":4711,"
            + "\"per-second\":120},\"directors\":{"
            + lines
            + "}}");
  }

  /** Returns a frame of one director with three buckets and backends. */
  static JsonObject detail(int director, int backends) {
    StringBuilder members = new StringBuilder();
    for (int i = 0; i < backends; i++) {
      members.append(i == 0 ? "" : ",").append("\"b").append(i).append("\":");
      members.append(
          "{\"state\":\"%s\",\"in-flight\":%d,\"capacity\":10,\"effective-capacity\":%d,\"throttle\":%d,"
              .formatted(
                  i == 1 ? "offline" : "online", i % 11, i == 2 ? 5 : 10, i == 2 ? 50 : 100));
      members.append("\"requests-per-second\":").append(i).append(",\"errors-per-second\":0}");
    }
    String buckets =
        "\"buckets\":{"
            + bucket("root", "", 12, 20, 20, 0)
            + ","
            + bucket("vip", "root", 8, 6, 16, 2)
            + ","
            + bucket("jail", "root", 1, 4, 4, 0)
            + "},";
    String rest = buckets + "\"backends\":{" + members + "},";
    return Json.object("{\"directors\":{\"d" + director + "\":" + director(director, rest) + "}}");
  }

  private static String director(int i, String rest) {
    return "{"
        + rest
        + "\"state\":\"%s\",\"capacity\":16,\"in-flight\":%d,\"queued\":%d,\"dropped\":0,"
            .formatted(i == 0 ? "degraded" : "up", i, 0)
        + "\"requests-per-second\":%d,\"errors-per-second\":0,".formatted(i)
        + "\"latency-ms\":{\"p50\":1.234,\"p99\":23.2},\"queue-wait-ms\":{\"p50\":0.0,\"p99\":4.1}}";
  }

  private static String bucket(
      String name, String parent, int used, int rate, int ceil, int borrowed) {
    return "\"%s\":{\"parent\":\"%s\",\"in-flight\":%d,\"token-rate\":%d,\"token-ceil\":%d,\"borrowed\":%d,\"queued\":1,\"requests-per-second\":3}"
        .formatted(name, parent, used, rate, ceil, borrowed);
  }
}
