package io.x0.cli.top;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is known, and what of it is shown. Confined to one thread. */
final class View {
  final Pane directors =
      new Pane(List.of("name", "requests-per-second", "in-flight", "queued", "errors-per-second"));
  final Pane backends =
      new Pane(
          List.of("name", "requests-per-second", "in-flight", "errors-per-second", "throttle"));
  private final Spark total = new Spark();
  private final Spark ofDirector = new Spark();
  private JsonObject overall = new JsonObject();
  private JsonObject detail = new JsonObject();
  private String detailed = "";
  private boolean isAtBackends;
  private String message = "";
  private String news = "";

  /** Takes a frame of all directors. */
  void overall(JsonObject frame) {
    overall = frame;
    JsonObject requests = Figures.object(frame, "requests");
    total.add(
        requests.has("per-second")
            ? Figures.number(requests, "per-second")
            : sum(Figures.object(frame, "directors"), "requests-per-second"));
    refresh();
  }

  /** Takes a frame of one director. */
  void detail(String director, JsonObject frame) {
    if (!director.equals(director())) {
      return;
    }
    detailed = director;
    detail = Figures.object(Figures.object(frame, "directors"), director);
    ofDirector.add(Figures.number(detail, "requests-per-second"));
    backends.update(Figures.object(detail, "backends"));
  }

  /** Takes the seconds of a director that were before the first frame. */
  void history(String director, List<Double> seconds) {
    if (director.equals(director())) {
      ofDirector.clear();
      seconds.forEach(ofDirector::add);
    }
  }

  /** Sorts and filters anew what is there. */
  void refresh() {
    directors.update(Figures.object(overall, "directors"));
    if (!detailed.equals(director())) {
      detailed = "";
      detail = new JsonObject();
      ofDirector.clear();
    }
    backends.update(Figures.object(detail, "backends"));
  }

  /** Returns the selected director, or an empty text. */
  String director() {
    return directors.selected();
  }

  /** Returns its figures, or an empty object before they came. */
  JsonObject detail() {
    return detail;
  }

  JsonObject overall() {
    return overall;
  }

  Spark total() {
    return total;
  }

  Spark ofDirector() {
    return ofDirector;
  }

  /** Returns the pane that keys are for. */
  Pane focus() {
    return isAtBackends ? backends : directors;
  }

  boolean isAtBackends() {
    return isAtBackends;
  }

  void switchFocus() {
    isAtBackends = !isAtBackends;
  }

  String message() {
    return message;
  }

  void message(String text) {
    message = text;
  }

  /** Returns what there is to say about the daemon, or an empty text. */
  String news() {
    return news;
  }

  void news(String text) {
    news = text;
  }

  /** A bucket and how deep it is in the tree. */
  record Bucket(String name, int depth, JsonObject figures) {}

  /** Returns the buckets of the director, those below one another after it. */
  List<Bucket> buckets() {
    List<Bucket> out = new ArrayList<>();
    Map<String, Integer> depths = new HashMap<>();
    for (Map.Entry<String, JsonElement> member : Figures.object(detail, "buckets").entrySet()) {
      if (member.getValue() instanceof JsonObject figures) {
        int depth = depths.getOrDefault(Figures.text(figures, "parent"), -1) + 1;
        depths.put(member.getKey(), depth);
        out.add(new Bucket(member.getKey(), depth, figures));
      }
    }
    return out;
  }

  private static double sum(JsonObject members, String figure) {
    double sum = 0;
    for (Map.Entry<String, JsonElement> member : members.entrySet()) {
      if (member.getValue() instanceof JsonObject object) {
        sum += Figures.number(object, figure);
      }
    }
    return sum;
  }
}
