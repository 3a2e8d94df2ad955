package io.x0.cli.legacy;

import com.google.gson.JsonObject;
import io.x0.cli.legacy.IniFile.Section;
import io.x0.cli.legacy.IniFile.Value;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The keys of {@code [director]} and {@code [ondemand]}. Stateless. */
final class DirectorKeys {
  private static final Set<String> FLAGS =
      Set.of("enabled", "sticky-offline-mode", "enqueue-on-unavailable");
  private static final Set<String> COUNTS =
      Set.of("queue-limit", "max-retry-count", "health-check-success-threshold");
  private static final Set<String> TIMES =
      Set.of(
          "queue-timeout",
          "connect-timeout",
          "read-timeout",
          "write-timeout",
          "health-check-interval");

  /** What the predecessor did not start without. */
  private static final List<String> REQUIRED =
      List.of(
          "queue-limit",
          "queue-timeout",
          "retry-after",
          "max-retry-count",
          "sticky-offline-mode",
          "connect-timeout",
          "read-timeout",
          "write-timeout",
          "health-check-host-header",
          "health-check-request-path");

  private DirectorKeys() {}

  static void read(IniFile file, Draft draft) {
    Section director = file.section("director");
    for (Map.Entry<String, Value> entry : director.values().entrySet()) {
      key(entry.getKey(), entry.getValue(), draft, !file.ofKind("bucket").isEmpty());
    }
    for (String required : REQUIRED) {
      if (!director.values().containsKey(required)) {
        draft.warn(director.line(), "[director] has no " + required + "; x0's default is used");
      }
    }
    statuses(director, draft);
    for (Section section : file.sections().values()) {
      others(section, draft);
    }
  }

  private static void key(String key, Value value, Draft draft, boolean hasBuckets) {
    JsonObject out = draft.document();
    if (FLAGS.contains(key)) {
      draft.set(out, "", key, Boolean.toString(draft.flag(key, value)), value.line());
    } else if (COUNTS.contains(key)) {
      draft.set(out, "", key, draft.count(key, value), value.line());
      if (key.equals("queue-limit") && hasBuckets) {
        draft.warn(value.line(), "queue-limit counts all buckets together now, not each of them");
      }
    } else if (TIMES.contains(key)) {
      time(key, value, draft);
    } else {
      special(key, value, draft);
    }
  }

  private static void time(String key, Value value, Draft draft) {
    String count = draft.count(key, value);
    if (count.equals("0")) {
      draft.lost(key, value, "it must be more than nothing; x0's default is used");
    } else {
      draft.set(draft.document(), "", key, count + draft.unit().suffix(), value.line());
    }
  }

  private static void special(String key, Value value, Draft draft) {
    JsonObject out = draft.document();
    switch (key) {
      case "on-client-abort" -> draft.set(out, "", key, value.text(), value.line());
      // Seconds in both generations.
      case "retry-after" -> draft.set(out, "", key, draft.count(key, value) + "s", value.line());
      case "health-check-host-header", "health-check-request-path" -> {
        if (value.text().isEmpty()) {
          draft.lost(key, value, "it must not be empty; x0's default is used");
        } else {
          draft.set(out, "", key, value.text(), value.line());
        }
      }
      case "health-check-success-codes" ->
          draft.set(out, "", key, value.text().replace(' ', ','), value.line());
      case "scheduler" -> scheduler(value, draft);
      case "allow-x-sendfile" -> {
        if (draft.flag(key, value)) {
          draft.lost(key, value, "name the folders with sendfile.root in x0d.conf");
        }
      }
      case "health-check-fcgi-script-filename", "health-check-fcgi-script-name" -> {
        if (!value.text().isEmpty()) {
          draft.set(out, "", "health-check-fcgi-script-filename", value.text(), value.line());
        }
      }
      case "transfer-mode" -> draft.lost(key, value, "answers are always passed on as they come");
      // Shown by the API of the predecessor, never read from a file.
      case "mutable" -> {}
      default -> draft.lost(key, value, "nobody knows this key");
    }
  }

  private static void scheduler(Value value, Draft draft) {
    if (Set.of("rr", "chance", "least-load").contains(value.text())) {
      draft.set(draft.document(), "", "scheduler", value.text(), value.line());
      if (value.text().equals("rr") && draft.unit() == TimeUnit.MILLISECONDS) {
        draft.warn(
            value.line(), "scheduler=rr is what the second generation also wrote for chance");
      }
    } else {
      draft.lost("scheduler", value, "there is no such scheduler; x0's default is used");
    }
  }

  /** The predecessor took these for good, unless a file said otherwise. */
  private static void statuses(Section director, Draft draft) {
    if (!director.values().containsKey("health-check-success-codes")) {
      boolean second = director.values().containsKey("health-check-success-threshold");
      draft.set(
          draft.document(),
          "",
          "health-check-success-codes",
          second ? "200,204,301,302,307,308" : "200",
          director.line());
    }
  }

  /** Says what is lost with the sections that have nowhere to go. */
  private static void others(Section section, Draft draft) {
    String kind = section.name().replaceFirst("=.*", "");
    switch (kind) {
      case "director", "bucket", "backend" -> {
        if (section.name().equals("director") != kind.equals("director")) {
          draft.warn(section.line(), "[" + section.name() + "] is skipped: what is it called?");
        } else if (section.name().equals("bucket") || section.name().equals("backend")) {
          draft.warn(section.line(), "[" + section.name() + "] is skipped: it has no name");
        }
      }
      case "cache" -> CacheKeys.read(section, draft);
      case "ondemand" -> section.values().forEach((key, value) -> demand(key, value, draft));
      default -> draft.warn(section.line(), "[" + section.name() + "] is skipped: no such section");
    }
  }

  /** What requests it serves: both names of the predecessor's plans mean the host. */
  private static void demand(String key, Value value, Draft draft) {
    switch (key) {
      case "hostname", "host" ->
          draft.set(draft.document(), "", "hostname", value.text(), value.line());
      case "port" -> draft.set(draft.document(), "", key, draft.count(key, value), value.line());
      default -> draft.lost(key, value, "no such key");
    }
  }
}
