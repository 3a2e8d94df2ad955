package io.x0.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.x0.admin.metrics.MetricsPage;
import io.x0.admin.socket.SocketPlace;
import io.x0.admin.stream.EventFeed;
import io.x0.common.json.Json;
import io.x0.director.Event;
import io.x0.stats.LoadCounter;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Server-sent events over the admin socket, in virtual seconds. */
@Timeout(60)
class EventStreamIT {
  @TempDir Path folder;

  private final ApiRig rig = new ApiRig();
  private Path socket;
  private AdminServer server;

  @BeforeEach
  void start() throws Exception {
    socket = folder.resolve("admin.sock");
    server =
        new AdminServer(
            new SocketPlace(socket, null),
            rig.control,
            rig.events,
            new FixedStatus(),
            rig.config,
            new MetricsPage(rig.directors, () -> new LoadCounter.Load(1, 2, 3), "1.2.3", List.of()),
            () -> CompletableFuture.completedFuture(null),
            new FixedDaemon(),
            rig.time,
            executor -> rig.time);
    server.start();
    rig.shop();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  /** One server-sent event. */
  private record Received(String id, String type, JsonObject data) {}

  /** Somebody who listens. */
  private final class Listener implements Closeable {
    private final SocketChannel channel;
    private final BufferedReader in;
    final List<String> head = new ArrayList<>();
    private String lastId = "";

    Listener(String target, String fields) throws IOException {
      channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.write(
          ByteBuffer.wrap(
              ("GET "
                      + target
                      + " HTTP/1.1\r\nHost: x0d\r\nAccept: text/event-stream\r\n"
                      + fields
                      + "\r\n")
                  .getBytes(UTF_8)));
      in = new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), UTF_8));
      String line;
      while ((line = in.readLine()) != null && !line.isEmpty()) {
        head.add(line);
      }
    }

    Listener(String target) throws IOException {
      this(target, "");
    }

    /** Returns the next event; lines of chunks are between the lines. */
    Received next() throws IOException {
      String type = "";
      String data = "";
      String line;
      while ((line = in.readLine()) != null) {
        if (line.startsWith("id: ")) {
          lastId = line.substring(4);
        } else if (line.startsWith("event: ")) {
          type = line.substring(7);
        } else if (line.startsWith("data: ")) {
          data = line.substring(6);
        } else if (line.isEmpty() && !data.isEmpty()) {
          return new Received(lastId, type, Json.object(data));
        }
      }
      throw new IOException("the stream has ended");
    }

    Received next(Predicate<Received> wanted) throws IOException {
      Received received;
      do {
        received = next();
      } while (!wanted.test(received));
      return received;
    }

    /** Waits until it is known where it is, so that it misses nothing. */
    String place() throws IOException {
      while (lastId.isEmpty()) {
        String line = in.readLine();
        if (line.startsWith("id: ")) {
          lastId = line.substring(4);
        }
      }
      return lastId;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private void happen(String director, String cause) {
    rig.events.add(new Event(Instant.EPOCH, director, "b1", "online", "offline", cause));
  }

  @Test
  void events_changesAndHealthAndReload_areTold() throws Exception {
    try (Listener listener = new Listener("/events")) {
      assertThat(listener.head.get(0)).isEqualTo("HTTP/1.1 200 OK");
      assertThat(listener.head)
          .contains("Content-Type: text/event-stream", "Cache-Control: no-store");
      listener.place();

      happen("shop", "gone");
      Received health = listener.next();
      assertThat(health.type).isEqualTo("health");
      assertThat(health.data)
          .hasToString(
              "{\"at\":\"1970-01-01T00:00:00Z\",\"director\":\"shop\",\"backend\":\"b1\","
                  + "\"from\":\"online\",\"to\":\"offline\",\"cause\":\"gone\"}");

      rig.events.add(new Event(Instant.EPOCH, "shop", "b1", Event.DRAINING, Event.DRAINED, "idle"));
      Received drained = listener.next();
      assertThat(drained.type).isEqualTo("drained");
      assertThat(drained.data.get("to").getAsString()).isEqualTo("drained");

      rig.call("PATCH", "/director/shop/backends/b1", Map.of("capacity", "3"));
      Received change = listener.next();
      assertThat(change.type).isEqualTo("config");
      assertThat(change.data.get("who").getAsString()).isEqualTo("alice");
      assertThat(change.data.get("action").getAsString())
          .isEqualTo("backend set shop b1 capacity=3");
      assertThat(change.data.get("revision").getAsLong()).isEqualTo(3);
      assertThat(change.data.get("changes").toString()).contains("\"after\":3");
      assertThat(change.id).isNotEqualTo(health.id).isNotEqualTo(drained.id);

      rig.call("DELETE", "/director/shop");
      Received removed = listener.next();
      assertThat(removed.data.has("revision")).isFalse();
      assertThat(removed.data.get("changes").toString()).contains("\"change\":\"removed\"");

      rig.config.reloaded();
      Received reload = listener.next();
      assertThat(reload.type).isEqualTo("reload");
      assertThat(reload.data.get("who").getAsString()).isEqualTo("root");
      assertThat(reload.data.get("good").getAsBoolean()).isTrue();
    }
  }

  @Test
  void events_refusedAndDryRun_areNotTold() throws Exception {
    try (Listener listener = new Listener("/events")) {
      listener.place();

      rig.refused("PUT", "/director/shop");
      rig.call("DELETE", "/director/shop", Map.of("dry-run", "true"));
      rig.call("LOCK", "/director/shop");

      assertThat(listener.next().data.get("action").getAsString())
          .isEqualTo("director disable shop");
    }
  }

  @Test
  void stats_onceInASecond_whileSomebodyListens() throws Exception {
    assertThat(rig.time.pending()).as("checks only").isEqualTo(1);
    try (Listener listener = new Listener("/events");
        Listener detailed = new Listener("/director/shop/events")) {
      listener.place();
      detailed.place();
      for (int i = 0; i < 2; i++) {
        rig.time.advance(Duration.ofSeconds(1));
        Received frame = listener.next();
        assertThat(frame.type).isEqualTo("stats");
        JsonObject shop = frame.data.getAsJsonObject("directors").getAsJsonObject("shop");
        assertThat(shop.has("backends")).isFalse();
        assertThat(
                detailed.next().data.getAsJsonObject("directors").getAsJsonObject("shop").keySet())
            .contains("backends", "buckets");
      }
    }
    // A departure shows at the latest when the next frames are written.
    for (int i = 0; i < 100 && rig.time.pending() > 1; i++) {
      rig.time.advance(Duration.ofSeconds(1));
      Thread.onSpinWait();
    }
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (rig.time.pending() > 1 && System.nanoTime() < deadline) {
      rig.time.advance(Duration.ofSeconds(1));
      Thread.yield();
    }
    assertThat(rig.time.pending()).as("nobody listens, nothing is computed").isEqualTo(1);
  }

  @Test
  void stats_notWanted_areNotSent() throws Exception {
    try (Listener listener = new Listener("/events?stats=false")) {
      listener.place();
      rig.time.advance(Duration.ofSeconds(2));
      happen("shop", "gone");

      assertThat(listener.next().type).isEqualTo("health");
    }
  }

  @Test
  void events_ofOneDirector_areItsOwnAndThoseOfAll() throws Exception {
    rig.call("PUT", "/director/blog");
    try (Listener byPath = new Listener("/director/shop/events?stats=false");
        Listener byQuery = new Listener("/events?director=shop&stats=false")) {
      for (Listener listener : List.of(byPath, byQuery)) {
        listener.place();
      }
      happen("blog", "not this one");
      rig.config.reloaded();
      happen("shop", "this one");

      for (Listener listener : List.of(byPath, byQuery)) {
        assertThat(listener.next().type).isEqualTo("reload");
        assertThat(listener.next().data.get("cause").getAsString()).isEqualTo("this one");
      }
    }
  }

  @Test
  void resume_withLastEventId_getsWhatWasMissed() throws Exception {
    String id;
    try (Listener listener = new Listener("/events?stats=false")) {
      listener.place();
      happen("shop", "first");
      id = listener.next().id;
    }
    happen("shop", "second");
    happen("shop", "third");

    try (Listener again = new Listener("/events?stats=false", "Last-Event-ID: " + id + "\r\n")) {
      assertThat(again.next().data.get("cause").getAsString()).isEqualTo("second");
      assertThat(again.next().data.get("cause").getAsString()).isEqualTo("third");
    }
  }

  @Test
  void resume_behindWhatIsNotKnown_saysSoFirst() throws Exception {
    try (Listener listener =
        new Listener("/events?stats=false", "Last-Event-ID: otherboot-7\r\n")) {
      assertThat(listener.next().type).isEqualTo("reset");
      happen("shop", "later");
      assertThat(listener.next().data.get("cause").getAsString()).isEqualTo("later");
    }
  }

  @Test
  void slowListener_holdsUpNobodyAndMissesTheOldest() throws Exception {
    try (Listener slow = new Listener("/events");
        Listener quick = new Listener("/events?stats=false")) {
      slow.place();
      quick.place();
      String filler = "x".repeat(1000);
      int rounds = 200;
      int burst = 100;
      for (int i = 1; i <= rounds; i++) {
        for (int j = 1; j <= burst; j++) {
          happen("shop", i + "." + j + " " + filler);
        }
        String last = i + "." + burst + " ";
        quick.next(r -> r.data.has("cause") && r.data.get("cause").getAsString().startsWith(last));
        rig.time.advance(Duration.ofSeconds(1));
      }

      // It is told that something is missing, and then the rest to the very end.
      slow.next(received -> received.type.equals("reset"));
      String end = rounds + "." + burst + " ";
      slow.next(r -> r.data.has("cause") && r.data.get("cause").getAsString().startsWith(end));
    }
  }

  @Test
  void tooMany_areRefusedAndThenLetIn() throws Exception {
    List<Listener> all = new ArrayList<>();
    try {
      for (int i = 0; i < EventFeed.LISTENERS; i++) {
        Listener listener = new Listener("/events");
        listener.place();
        all.add(listener);
      }
      try (Listener refused = new Listener("/events")) {
        assertThat(refused.head.get(0)).startsWith("HTTP/1.1 503 ");
        assertThat(refused.head).contains("Content-Type: application/problem+json");
      }
    } finally {
      for (Listener listener : all) {
        listener.close();
      }
    }
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    String status = "";
    while (!status.equals("HTTP/1.1 200 OK") && System.nanoTime() < deadline) {
      rig.time.advance(Duration.ofSeconds(1));
      try (Listener again = new Listener("/events")) {
        status = again.head.get(0);
      }
    }
    assertThat(status).isEqualTo("HTTP/1.1 200 OK");
  }

  @Test
  void strangeRequests_areProblems() throws Exception {
    try (Listener unknown = new Listener("/director/none/events");
        Listener byQuery = new Listener("/events?director=none");
        Listener bad = new Listener("/events?stats=maybe")) {
      assertThat(unknown.head.get(0)).startsWith("HTTP/1.1 404 ");
      assertThat(byQuery.head.get(0)).startsWith("HTTP/1.1 404 ");
      assertThat(bad.head.get(0)).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void stop_endsTheStream() throws Exception {
    try (Listener listener = new Listener("/events")) {
      listener.place();
      server.stop();

      String line;
      do {
        line = listener.in.readLine();
      } while (line != null);
      assertThat(line).isNull();
    }
  }
}
