package io.x0.e2e;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An operator who changes directors of their own, one change after the other, and remembers what
 * was acknowledged. At any time x0d must hold what it acknowledged to this writer, plus at most the
 * one change that is on its way. Confined to one thread at a time.
 */
final class Writer {
  private static final int MOST = 5;

  private final String prefix;
  private final Random random;
  private Map<String, Shape> acknowledged = new TreeMap<>();
  private @Nullable Mutation unanswered;
  private int names;

  /**
   * What an operator sees of a director.
   *
   * @param revision as acknowledged, or 0 when unknown
   * @param settings those that mutations change
   * @param backends theirs by name
   */
  record Shape(long revision, String settings, Map<String, String> backends) {
    static Shape of(JsonObject director) {
      Map<String, String> backends = new TreeMap<>();
      for (JsonElement element : director.getAsJsonArray("backends")) {
        JsonObject b = element.getAsJsonObject();
        backends.put(text(b, "name"), backendText(text(b, "url"), text(b, "capacity")));
      }
      return new Shape(
          director.get("revision").getAsLong(),
          settingsText(text(director, "queue-limit"), text(director, "enabled")),
          backends);
    }

    private static String text(JsonObject object, String name) {
      return object.get(name).getAsString();
    }

    Shape withRevision(long value) {
      return new Shape(value, settings, backends);
    }

    Shape withBackend(String name, @Nullable String text) {
      Map<String, String> copy = new TreeMap<>(backends);
      if (text == null) {
        copy.remove(name);
      } else {
        copy.put(name, text);
      }
      return new Shape(0, settings, copy);
    }

    boolean hasContentOf(Shape other) {
      return settings.equals(other.settings) && backends.equals(other.backends);
    }
  }

  /**
   * A change.
   *
   * @param after the director afterwards, null when it is gone
   */
  record Mutation(
      String method, String path, String body, String director, @Nullable Shape after) {}

  Writer(String prefix, long seed) {
    this.prefix = prefix;
    this.random = new Random(seed);
  }

  private static String settingsText(String queueLimit, String enabled) {
    return "queue-limit=" + queueLimit + " enabled=" + enabled;
  }

  private static String backendText(String url, String capacity) {
    return url + " " + capacity;
  }

  /** Makes changes on a connection of its own until x0d is gone. */
  void run(TestDaemon daemon, AtomicInteger acknowledgements) {
    try (Admin admin = daemon.admin()) {
      while (true) {
        Mutation next = next();
        unanswered = next;
        Admin.Reply reply = admin.call(next.method, next.path, next.body);
        if (reply.status() >= 300) {
          throw new AssertionError(next + " was answered " + reply);
        }
        acknowledge(next, reply.header("ETag"));
        acknowledgements.incrementAndGet();
      }
    } catch (IOException e) {
      // Killed.
    }
  }

  private void acknowledge(Mutation done, String etag) {
    Shape after = done.after;
    if (after == null) {
      acknowledged.remove(done.director);
    } else {
      // A backend's ETag is the revision its director got with the same change.
      boolean tells = !done.method.equals("DELETE") && !etag.isEmpty();
      long revision = tells ? Long.parseLong(etag.replace("\"", "")) : 0;
      acknowledged.put(done.director, after.withRevision(revision));
    }
    unanswered = null;
  }

  private Mutation next() {
    List<String> directors = new ArrayList<>(acknowledged.keySet());
    if (directors.isEmpty() || (directors.size() < MOST && random.nextInt(8) == 0)) {
      String name = prefix + "-" + names++;
      int limit = random.nextInt(1000);
      return new Mutation(
          "PUT",
          "/director/" + name,
          "{\"queue-limit\": " + limit + "}",
          name,
          new Shape(0, settingsText(Integer.toString(limit), "true"), Map.of()));
    }
    String director = directors.get(random.nextInt(directors.size()));
    Shape before = acknowledged.get(director);
    String path = "/director/" + director;
    if (random.nextInt(20) == 0) {
      return new Mutation("DELETE", path, "", director, null);
    }
    if (random.nextInt(5) == 0) {
      int limit = random.nextInt(1000);
      boolean enabled = random.nextBoolean();
      Shape after =
          new Shape(
              0, settingsText(Integer.toString(limit), Boolean.toString(enabled)), before.backends);
      String body = "{\"queue-limit\": \"" + limit + "\", \"enabled\": " + enabled + "}";
      return new Mutation("PATCH", path, body, director, after);
    }
    return onBackend(director, before, path + "/backends/");
  }

  private Mutation onBackend(String director, Shape before, String path) {
    List<String> backends = new ArrayList<>(before.backends.keySet());
    String url = "http://127.0.0.1:" + (1 + random.nextInt(65_535));
    String capacity = Integer.toString(1 + random.nextInt(1000));
    String body = "{\"url\": \"" + url + "\", \"capacity\": " + capacity + "}";
    String text = backendText(url, capacity);
    if (backends.isEmpty() || (backends.size() < MOST && random.nextInt(3) == 0)) {
      String name = "b" + names++;
      return new Mutation("PUT", path + name, body, director, before.withBackend(name, text));
    }
    String name = backends.get(random.nextInt(backends.size()));
    return random.nextInt(4) == 0
        ? new Mutation("DELETE", path + name, "", director, before.withBackend(name, null))
        : new Mutation("PATCH", path + name, body, director, before.withBackend(name, text));
  }

  /** Checks what x0d holds after a kill, and goes on from there. */
  void verify(Map<String, Shape> all) {
    Map<String, Shape> actual = new TreeMap<>();
    all.forEach(
        (name, shape) -> {
          if (name.startsWith(prefix + "-")) {
            actual.put(name, shape);
          }
        });
    Map<String, Shape> more = new TreeMap<>(acknowledged);
    Mutation extra = unanswered;
    if (extra != null) {
      Shape after = extra.after;
      if (after == null) {
        more.remove(extra.director);
      } else {
        more.put(extra.director, after);
      }
    }
    if (!isSame(actual, acknowledged) && !isSame(actual, more)) {
      throw new AssertionError(
          "writer "
              + prefix
              + "\n  acknowledged: "
              + acknowledged
              + "\n  unanswered:   "
              + extra
              + "\n  found:        "
              + actual);
    }
    acknowledged = actual;
    unanswered = null;
  }

  private static boolean isSame(Map<String, Shape> actual, Map<String, Shape> expected) {
    return actual.keySet().equals(expected.keySet())
        && actual.entrySet().stream()
            .allMatch(
                e -> {
                  Shape wanted = expected.get(e.getKey());
                  return e.getValue().hasContentOf(wanted)
                      && (wanted.revision == 0 || wanted.revision == e.getValue().revision);
                });
  }
}
