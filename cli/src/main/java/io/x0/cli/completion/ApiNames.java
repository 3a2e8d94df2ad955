package io.x0.cli.completion;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.x0.cli.client.AdminClient;
import io.x0.cli.client.ClientException;
import io.x0.cli.client.RefusedException;
import io.x0.cli.client.Request;
import io.x0.cli.client.Segment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Asks the daemon, and remembers its answers for a moment: whoever presses a key twice does not
 * want to wait twice. Confined to one thread.
 */
public final class ApiNames implements LiveNames {
  private static final long REMEMBERED_NANOS = 2_000_000_000L;

  private static final String CACHE = "cache-";

  private final AdminClient client;
  private final LongSupplier nanos;
  private final Map<String, Remembered> answers = new HashMap<>();

  private record Remembered(JsonObject answer, long atNanos) {}

  /**
   * @param client should give up soon: somebody waits for the next key
   * @param nanos the time, in nanoseconds of one monotonic clock
   */
  public ApiNames(AdminClient client, LongSupplier nanos) {
    this.client = client;
    this.nanos = nanos;
  }

  @Override
  public List<String> directors() {
    return List.copyOf(ask("/director/?members=false").keySet());
  }

  @Override
  public List<String> backends(String director) {
    return siblings(director, "backends");
  }

  @Override
  public List<String> buckets(String director) {
    return siblings(director, "buckets");
  }

  @Override
  public void forget() {
    answers.clear();
  }

  private List<String> siblings(String director, String kind) {
    return director.isEmpty()
        ? List.of()
        : List.copyOf(ask("/director/" + Segment.encode(director) + "/" + kind + "/").keySet());
  }

  @Override
  public Map<String, List<String>> settings(String kind) {
    if (kind.equals("cache")) {
      return cacheSettings();
    }
    Map<String, List<String>> out = new LinkedHashMap<>();
    if (ask("/settings").get(kind) instanceof JsonObject settings) {
      for (Map.Entry<String, JsonElement> entry : settings.entrySet()) {
        List<String> choices = new ArrayList<>();
        if (entry.getValue() instanceof JsonObject setting
            && setting.get("choices") instanceof JsonArray known) {
          known.forEach(choice -> choices.add(choice.getAsString()));
        }
        out.put(entry.getKey(), List.copyOf(choices));
      }
    }
    return out;
  }

  /** Those of a director that concern its cache, without what all their names begin with. */
  private Map<String, List<String>> cacheSettings() {
    Map<String, List<String>> out = new LinkedHashMap<>();
    for (Map.Entry<String, List<String>> entry : settings("director").entrySet()) {
      if (entry.getKey().startsWith(CACHE)) {
        out.put(entry.getKey().substring(CACHE.length()), entry.getValue());
      }
    }
    return out;
  }

  /** Returns what the daemon says, or nothing. */
  private JsonObject ask(String path) {
    Remembered last = answers.get(path);
    long now = nanos.getAsLong();
    if (last != null && now - last.atNanos < REMEMBERED_NANOS) {
      return last.answer;
    }
    JsonObject answer;
    try {
      answer = client.send(Request.of("GET", path));
    } catch (ClientException | RefusedException e) {
      // Completion must not disturb the line that is typed.
      answer = new JsonObject();
    }
    answers.put(path, new Remembered(answer, now));
    return answer;
  }
}
