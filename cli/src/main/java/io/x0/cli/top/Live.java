package io.x0.cli.top;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.x0.cli.client.AdminClient;
import io.x0.cli.client.ClientException;
import io.x0.cli.client.EventFeed;
import io.x0.cli.client.EventStream.Event;
import io.x0.cli.client.Pause;
import io.x0.cli.client.RefusedException;
import io.x0.cli.client.Request;
import io.x0.cli.client.Segment;
import io.x0.common.json.Json;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;

/**
 * Gets a frame of figures every second on a thread of its own: from the events of the daemon, or by
 * asking where it tells none. Thread-safe.
 */
final class Live implements AutoCloseable, Runnable {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final AdminClient client;
  private final String director;
  private final BlockingQueue<Update> updates;
  private final Thread thread = new Thread(this, "x0-live");

  /**
   * Something new.
   *
   * @param director whose figures these are, or empty for those of all
   * @param frame the figures, or an empty object if there is only a message
   * @param message what there is to say, or empty
   */
  record Update(String director, JsonObject frame, String message) {}

  /**
   * @param director whose figures are wanted in detail, or empty for those of all
   * @param updates is handed every frame
   */
  Live(AdminClient client, String director, BlockingQueue<Update> updates) {
    this.client = client;
    this.director = director;
    this.updates = updates;
    thread.setDaemon(true);
  }

  Live start() {
    thread.start();
    return this;
  }

  @Override
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        listenOrAsk();
        Pause.of(SECOND);
      }
    } catch (ClientException e) {
      // Interrupted: nobody wants to know any more.
    }
  }

  private void listenOrAsk() {
    String path =
        director.isEmpty() ? "/events" : "/director/" + Segment.encode(director) + "/events";
    try (EventFeed feed = new EventFeed(client, path, this::say)) {
      feed.open();
      say("");
      while (true) {
        take(feed.next());
      }
    } catch (RefusedException e) {
      // Gone, or too many listen.
      ask();
    } catch (ClientException e) {
      switch (e.reason()) {
        case INTERRUPTED -> throw e;
        case BROKEN -> ask();
        default -> say(String.valueOf(e.getMessage()));
      }
    }
  }

  private void take(Event event) {
    if (event.name().equals("stats")) {
      try {
        put(Json.object(event.data()), "");
      } catch (JsonParseException e) {
        // A frame that cannot be read; the next one may be.
      }
    }
  }

  private void ask() {
    try {
      put(director.isEmpty() ? Asked.overall(client) : Asked.detail(client, director), "");
    } catch (RefusedException e) {
      if (director.isEmpty()) {
        say(String.valueOf(e.getMessage()));
      }
    } catch (ClientException e) {
      if (e.reason() == ClientException.Reason.INTERRUPTED) {
        throw e;
      }
      say(String.valueOf(e.getMessage()));
    }
  }

  private void say(String message) {
    put(new JsonObject(), message);
  }

  private void put(JsonObject frame, String message) {
    var unused = updates.offer(new Update(director, frame, message));
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  /** Frames made of what the daemon answers. Stateless. */
  private static final class Asked {
    private Asked() {}

    static JsonObject overall(AdminClient client) {
      JsonObject status = client.send(Request.of("GET", "/status"));
      JsonObject directors = new JsonObject();
      for (Map.Entry<String, JsonElement> member :
          client.send(Request.of("GET", "/director/?members=false")).entrySet()) {
        if (member.getValue() instanceof JsonObject director) {
          directors.add(member.getKey(), line(director));
        }
      }
      JsonObject frame = new JsonObject();
      frame.add("requests", Figures.object(status, "requests"));
      frame.add("directors", directors);
      return frame;
    }

    static JsonObject detail(AdminClient client, String name) {
      JsonObject director = client.send(Request.of("GET", "/director/" + Segment.encode(name)));
      JsonObject line = line(director);
      for (String kind : new String[] {"buckets", "backends"}) {
        JsonObject members = new JsonObject();
        if (director.get(kind) instanceof com.google.gson.JsonArray list) {
          for (JsonElement item : list) {
            if (item instanceof JsonObject member) {
              members.add(Figures.text(member, "name"), line(member));
            }
          }
        }
        line.add(kind, members);
      }
      JsonObject directors = new JsonObject();
      directors.add(name, line);
      JsonObject frame = new JsonObject();
      frame.add("directors", directors);
      return frame;
    }

    /** Returns the figures of one in the form of a frame. */
    private static JsonObject line(JsonObject of) {
      JsonObject line = new JsonObject();
      for (Map.Entry<String, JsonElement> member : of.entrySet()) {
        if (member.getValue().isJsonPrimitive()) {
          line.add(member.getKey(), member.getValue());
        }
      }
      JsonObject stats = Figures.object(of, "stats");
      line.addProperty("in-flight", (long) Figures.number(stats, "load", "current"));
      line.addProperty("queued", (long) Figures.number(stats, "queued", "current"));
      line.addProperty("dropped", (long) Figures.number(stats, "dropped"));
      line.addProperty("borrowed", (long) Figures.number(stats, "borrowed"));
      JsonObject traffic = Figures.object(stats, "traffic");
      line.addProperty(
          "requests-per-second", Figures.number(traffic, "requests-per-second", "10s"));
      line.add("latency-ms", Figures.object(traffic, "latency-ms"));
      return line;
    }
  }
}
