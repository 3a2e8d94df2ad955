package io.x0.cli.top;

import static io.x0.cli.top.Canvas.left;
import static io.x0.cli.top.Canvas.right;

import com.google.gson.JsonObject;
import io.x0.cli.output.Millis;
import java.util.List;

/** Lays a view out on a screen. Stateless. */
final class TopScreen {
  private static final int MIN_BAR = 10;
  private static final int MAX_BAR = 60;

  /**
   * The screen.
   *
   * @param width its columns
   * @param height its lines
   * @param isColoured whether it shows colours
   * @param isPlain whether it shows only ASCII
   */
  record Size(int width, int height, boolean isColoured, boolean isPlain) {}

  private TopScreen() {}

  /** Returns at most as many lines as the screen has. */
  static List<String> of(View view, Size size) {
    Canvas canvas = new Canvas(size.width, size.isColoured);
    head(view, size, canvas);
    int buckets = view.buckets().size() <= 1 ? 0 : view.buckets().size() + 1;
    int room = size.height - 3 - 1;
    if (size.height == Integer.MAX_VALUE) {
      whole(view, size, canvas, buckets);
      return canvas.lines();
    }
    int forDirectors = Math.min(view.directors.size() + 1, Math.max(3, room * 2 / 5));
    int forBuckets = Math.min(buckets, Math.max(0, (room - forDirectors) / 2));
    directors(view, canvas, forDirectors);
    int left = room - forDirectors - 1;
    if (left > 2) {
      detail(view, size, canvas);
      buckets(view, size, canvas, forBuckets);
      backends(view, size, canvas, left - forBuckets - 1);
    }
    while (canvas.lines().size() < size.height - 1) {
      canvas.plain("");
    }
    canvas.plain(footer(view));
    List<String> lines = canvas.lines();
    return lines.subList(0, Math.min(lines.size(), size.height));
  }

  /** Lays out everything there is, however much that is. */
  private static void whole(View view, Size size, Canvas canvas, int buckets) {
    directors(view, canvas, view.directors.size() + 1);
    if (view.detail().size() > 0) {
      canvas.plain("");
      detail(view, size, canvas);
      buckets(view, size, canvas, buckets);
      backends(view, size, canvas, view.backends.size());
    }
  }

  private static void head(View view, Size size, Canvas canvas) {
    JsonObject frame = view.overall();
    String at = Figures.text(frame, "at");
    String time = at.length() >= 19 ? at.substring(11, 19) : at;
    JsonObject requests = Figures.object(frame, "requests");
    canvas.header(
        "x0 top  "
            + time
            + "  "
            + count(Figures.object(frame, "directors").size())
            + "  "
            + Figures.brief(Figures.number(requests, "per-second"))
            + " req/s  "
            + Figures.text(requests, "current")
            + " in flight  "
            + Figures.text(requests, "total")
            + " in all");
    canvas.plain(spark("req/s", view.total(), size));
    canvas.plain("");
  }

  private static String count(int directors) {
    return directors + (directors == 1 ? " director" : " directors");
  }

  private static String spark(String label, Spark spark, Size size) {
    int width = Math.min(Spark.SECONDS, size.width - label.length() - 13);
    return label
        + " "
        + left(spark.line(width, size.isPlain), width)
        + " max "
        + Figures.brief(spark.max());
  }

  private static void directors(View view, Canvas canvas, int height) {
    int name = Math.max(12, Math.min(40, canvas.width() - 66));
    canvas.header(
        " "
            + left("DIRECTOR" + marks(view.directors, !view.isAtBackends()), name)
            + " STATE     REQ/S  ERR/S    LOAD/CAP QUEUE  DROP   P50   P99 CACHE");
    for (Pane.Row row : view.directors.visible(height - 1)) {
      JsonObject of = row.figures();
      String state = Figures.text(of, "state");
      canvas.row(
          left(row.name(), name)
              + " "
              + left(state, 8)
              + right(Figures.brief(Figures.number(of, "requests-per-second")), 7)
              + right(Figures.brief(Figures.number(of, "errors-per-second")), 7)
              + right(Figures.text(of, "in-flight") + "/" + Figures.text(of, "capacity"), 12)
              + right(Figures.text(of, "queued"), 6)
              + right(Figures.text(of, "dropped"), 6)
              + right(millis(of, "latency-ms", "p50"), 6)
              + right(millis(of, "latency-ms", "p99"), 6)
              + right(hits(of), 6),
          !view.isAtBackends() && row.name().equals(view.director()),
          state);
    }
  }

  /** Returns a time without its unit, which the header has no room for. */
  private static String millis(JsonObject of, String... path) {
    String shown = Millis.shown(Figures.text(of, path));
    return shown.endsWith("ms") ? shown.substring(0, shown.length() - 2) : shown;
  }

  /** Returns the part of requests that the cache answered, where there is one. */
  private static String hits(JsonObject of) {
    JsonObject cache = Figures.object(of, "cache");
    String ratio = Figures.text(cache, "hit-ratio");
    return ratio.equals("-") ? "-" : Math.round(Figures.number(cache, "hit-ratio") * 100) + "%";
  }

  /** Returns whether keys are for a list, and how it is filtered. */
  private static String marks(Pane pane, boolean isFocused) {
    String filter = pane.filter().isEmpty() ? "" : " /" + pane.filter();
    return (isFocused ? "*" : "") + filter;
  }

  private static void detail(View view, Size size, Canvas canvas) {
    String name = view.director();
    canvas.plain(name.isEmpty() ? "" : spark(left(name, 12), view.ofDirector(), size));
  }

  private static void buckets(View view, Size size, Canvas canvas, int height) {
    if (height < 2) {
      return;
    }
    int bar = bar(size);
    canvas.header(
        " BUCKET         "
            + left("USED +BORROWED |CEIL", bar)
            + "    USED  ASSURED..CEIL QUEUE  REQ/S");
    double all = 0;
    for (View.Bucket bucket : view.buckets()) {
      all = Math.max(all, Figures.number(bucket.figures(), "token-ceil"));
    }
    List<View.Bucket> buckets = view.buckets();
    for (View.Bucket bucket : buckets.subList(0, Math.min(buckets.size(), height - 1))) {
      JsonObject of = bucket.figures();
      double borrowed = Figures.number(of, "borrowed");
      canvas.row(
          left(" ".repeat(bucket.depth()) + bucket.name(), 14)
              + " "
              + Bars.bucket(
                  Figures.number(of, "in-flight"),
                  borrowed,
                  Figures.number(of, "token-rate"),
                  Figures.number(of, "token-ceil"),
                  all,
                  bar,
                  size.isPlain)
              + right(used(of, borrowed), 8)
              + right(Figures.text(of, "token-rate") + ".." + Figures.text(of, "token-ceil"), 15)
              + right(Figures.text(of, "queued"), 6)
              + right(Figures.brief(Figures.number(of, "requests-per-second")), 7),
          false,
          "");
    }
  }

  private static String used(JsonObject bucket, double borrowed) {
    String used = Figures.text(bucket, "in-flight");
    return borrowed > 0 ? used + "+" + Figures.text(bucket, "borrowed") : used;
  }

  private static void backends(View view, Size size, Canvas canvas, int height) {
    if (height < 1) {
      return;
    }
    int bar = bar(size);
    canvas.header(
        " "
            + left("BACKEND" + marks(view.backends, view.isAtBackends()), 14)
            + " "
            + left("LOAD", bar)
            + "   LOAD/CAP  THR STATE     REQ/S  ERR/S");
    for (Pane.Row row : view.backends.visible(height)) {
      JsonObject of = row.figures();
      String state = Figures.text(of, "state");
      canvas.row(
          left(row.name(), 14)
              + " "
              + Bars.backend(
                  Figures.number(of, "in-flight"),
                  Figures.number(of, "effective-capacity"),
                  Figures.number(of, "capacity"),
                  bar,
                  size.isPlain)
              + right(Figures.text(of, "in-flight") + "/" + Figures.text(of, "capacity"), 11)
              + right(throttle(of), 5)
              + " "
              + left(state, 8)
              + right(Figures.brief(Figures.number(of, "requests-per-second")), 7)
              + right(Figures.brief(Figures.number(of, "errors-per-second")), 7),
          view.isAtBackends() && row.name().equals(view.backends.selected()),
          state);
    }
  }

  private static String throttle(JsonObject backend) {
    String percent = Figures.text(backend, "throttle");
    return percent.equals("-") || percent.equals("100") ? "" : percent + "%";
  }

  private static int bar(Size size) {
    return Math.max(MIN_BAR, Math.min(MAX_BAR, size.width - 59));
  }

  private static String footer(View view) {
    if (!view.message().isEmpty()) {
      return view.message();
    }
    return view.news().isEmpty()
        ? "q quit  ? help  Tab pane  s sort  / filter  e enable  d disable  D drain"
        : view.news();
  }
}
