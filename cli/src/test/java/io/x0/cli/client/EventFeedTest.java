package io.x0.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.cli.FakeDaemon;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EventFeedTest {
  private static final String HEAD =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n";

  @TempDir Path directory;
  private final List<String> news = new ArrayList<>();
  private FakeDaemon daemon;
  private EventFeed feed;

  @BeforeEach
  void start() throws IOException {
    daemon = new FakeDaemon(directory);
    feed =
        new EventFeed(
            new AdminClient(daemon.socket(), Duration.ofSeconds(10)), "/events", news::add);
  }

  @AfterEach
  void stop() throws IOException {
    feed.close();
    daemon.close();
  }

  private static String chunked(String... pieces) {
    StringBuilder out = new StringBuilder(HEAD + "Transfer-Encoding: chunked\r\n\r\n");
    for (String piece : pieces) {
      int length = piece.getBytes(StandardCharsets.UTF_8).length;
      out.append(Integer.toHexString(length)).append("\r\n").append(piece).append("\r\n");
    }
    return out.append("0\r\n\r\n").toString();
  }

  private void answer(String text) {
    daemon.answerRaw(text.getBytes(StandardCharsets.UTF_8));
  }

  private String next() {
    EventStream.Event event = feed.next();
    return event.name() + " " + event.data();
  }

  @Test
  void next_chunksThatCutAnywhere_giveWholeEvents() {
    answer(
        chunked(
            "retry: 2000\nid: a-1\n\n: nothing\n",
            "event: hea",
            "lth\ndata: {\"x\":\"\u00e9\u20ac\"}\n",
            "\nevent:stats\r\ndata: 1\r\ndata: 2\r\n\r\n",
            "data:x\nother: y\n\n"));
    feed.open();

    assertThat(next()).isEqualTo("health {\"x\":\"\u00e9\u20ac\"}");
    assertThat(next()).isEqualTo("stats 1\n2");
    assertThat(next()).isEqualTo("message x");
  }

  @Test
  void next_streamEnds_comesBackWithTheLastId() {
    answer(chunked("id: a-17\nevent: health\ndata: 1\n\n"));
    answer(HEAD + "\r\nid: a-18\nevent: health\ndata: 2\n\n");
    feed.open();

    assertThat(next()).isEqualTo("health 1");
    assertThat(next()).isEqualTo("health 2");
    assertThat(daemon.received().get(0).headers())
        .contains("accept: text/event-stream")
        .noneMatch(header -> header.startsWith("last-event-id"));
    assertThat(daemon.received().get(1).headers()).contains("last-event-id: a-17");
    assertThat(news).isEmpty();
  }

  @Test
  void next_daemonIsAway_saysSoOnceAndWaits() throws Exception {
    answer(chunked("event: health\ndata: 1\n\n"));
    feed.open();
    assertThat(next()).isEqualTo("health 1");
    daemon.close();
    java.nio.file.Files.delete(daemon.socket());
    Thread waiting = Thread.currentThread();
    Thread starter =
        new Thread(
            () -> {
              try {
                while (news.isEmpty()) {
                  Pause.of(Duration.ofMillis(20));
                }
                daemon = new FakeDaemon(directory);
                answer(chunked("event: health\ndata: 2\n\n"));
              } catch (IOException e) {
                waiting.interrupt();
              }
            });
    starter.start();

    assertThat(next()).isEqualTo("health 2");
    starter.join();
    assertThat(news)
        .containsExactly("x0d does not answer any more, waiting for it", "x0d answers again");
  }

  @Test
  void open_refused_saysWhy() {
    daemon.refuse(503, "too many listen to events");

    assertThatThrownBy(feed::open)
        .isInstanceOf(RefusedException.class)
        .hasMessage("too many listen to events");
  }

  @Test
  void open_daemonThatTellsNoEvents_saysSo() {
    daemon.answer(200, "{\"events\":[]}");

    assertThatThrownBy(feed::open)
        .isInstanceOf(ClientException.class)
        .hasMessageContaining("does not tell events as they happen");
  }

  @Test
  void open_nobodyThere_isUnreachable() throws IOException {
    daemon.close();

    assertThatThrownBy(feed::open)
        .isInstanceOfSatisfying(
            ClientException.class,
            e -> assertThat(e.reason()).isEqualTo(ClientException.Reason.UNREACHABLE));
  }

  @Test
  void next_interrupted_ends() {
    answer(chunked("event: health\ndata: 1\n\n").replace("0\r\n\r\n", ""));
    daemon.hang();
    feed.open();
    assertThat(next()).isEqualTo("health 1");
    Thread.currentThread().interrupt();

    assertThatThrownBy(feed::next)
        .isInstanceOfSatisfying(
            ClientException.class,
            e -> assertThat(e.reason()).isEqualTo(ClientException.Reason.INTERRUPTED));
    assertThat(Thread.interrupted()).isTrue();
  }
}
