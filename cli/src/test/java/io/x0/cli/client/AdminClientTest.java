package io.x0.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonObject;
import io.x0.cli.FakeDaemon;
import io.x0.cli.client.ClientException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AdminClientTest {
  private static final Request STATUS = Request.of("GET", "/status");

  @TempDir Path directory;
  private FakeDaemon daemon;

  @BeforeEach
  void start() throws IOException {
    daemon = new FakeDaemon(directory);
  }

  @AfterEach
  void stop() throws IOException {
    daemon.close();
  }

  @Test
  void send_connectionStaysOpen_doesNotWaitForItsEnd() {
    daemon.hang().answer(200, "{\"a\":1}");

    assertThat(client(Duration.ofSeconds(20)).send(STATUS).get("a").getAsInt()).isEqualTo(1);
  }

  @Test
  void send_bodyBeyondAscii_countsBytes() {
    daemon.answer(200, "{\"name\":\"\u00e9\"}");
    JsonObject body = new JsonObject();
    body.addProperty("note", "\u00e9");

    JsonObject answer =
        client(Duration.ofSeconds(20)).send(Request.of("PATCH", "/x").withBody(body));

    assertThat(answer.get("name").getAsString()).isEqualTo("\u00e9");
    assertThat(daemon.received().get(0).headers()).contains("content-length: 13");
    assertThat(
            new String(
                daemon.received().get(0).body().getBytes(StandardCharsets.ISO_8859_1),
                StandardCharsets.UTF_8))
        .isEqualTo("{\"note\":\"\u00e9\"}");
  }

  @Test
  void send_dripFeed_stillEndsInTime() {
    daemon.hang().answerRaw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"a\"");

    ClientException e = failure(client(Duration.ofMillis(100)), STATUS);

    assertThat(e.reason()).isEqualTo(Reason.TIMEOUT);
  }

  @Test
  void send_threadInterrupted_isCancelled() {
    daemon.hang();
    Thread.currentThread().interrupt();

    ClientException e = failure(client(Duration.ofSeconds(20)), STATUS);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(e.reason()).isEqualTo(Reason.INTERRUPTED);
  }

  @Test
  void send_refusedBeforeTheBodyIsRead_givesTheRefusal() {
    daemon.refuse(413, "too much");

    RefusedException e =
        catchThrowableOfType(
            RefusedException.class, () -> client(Duration.ofSeconds(20)).send(STATUS));

    assertThat(e.status()).isEqualTo(413);
    assertThat(e).hasMessage("too much");
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void send_daemonAsksToWait_comesAgain(int status) {
    daemon.answerRaw(busy(status, "1")).answerRaw(busy(status, "5")).answer(200, "{\"a\":1}");

    assertThat(impatient().send(STATUS).get("a").getAsInt()).isEqualTo(1);
    assertThat(daemon.received()).hasSize(3);
  }

  @Test
  void send_daemonAlwaysAsksToWait_isRefusedAtLast() {
    for (int i = 0; i < 4; i++) {
      daemon.answerRaw(busy(503, "1"));
    }

    RefusedException e =
        catchThrowableOfType(RefusedException.class, () -> impatient().send(STATUS));

    assertThat(e).hasMessage("later");
    assertThat(daemon.received()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "6", "", "-1", "1.5", "9999999999", "Fri, 27 Nov 2026 08:00:00 GMT"})
  void send_daemonNamesNoShortTime_isRefusedAtOnce(String retryAfter) {
    daemon.answerRaw(busy(503, retryAfter));

    RefusedException e =
        catchThrowableOfType(RefusedException.class, () -> impatient().send(STATUS));

    assertThat(e.status()).isEqualTo(503);
    assertThat(daemon.received()).hasSize(1);
  }

  @Test
  void send_anotherStatusWithATime_isNotRepeated() {
    daemon.answerRaw(busy(500, "1"));

    RefusedException e =
        catchThrowableOfType(RefusedException.class, () -> impatient().send(STATUS));

    assertThat(e.status()).isEqualTo(500);
    assertThat(daemon.received()).hasSize(1);
  }

  private static String busy(int status, String retryAfter) {
    return "HTTP/1.1 "
        + status
        + " Busy\r\nRetry-After: "
        + retryAfter
        + "\r\nContent-Length: 18\r\n\r\n{\"detail\":\"later\"}";
  }

  /** Returns one for which a second is soon over. */
  private AdminClient impatient() {
    return new AdminClient(daemon.socket(), Duration.ofSeconds(20), Duration.ofMillis(1));
  }

  @Test
  void explain_permissionDenied_namesTheGroup() {
    assertThat(Unreachable.denied("x0"))
        .isEqualTo(
            "permission denied; only members of group x0 may use it (join the group, or use sudo)");
  }

  @Test
  void encode_anything_leavesOnlyUnreservedCharacters() {
    assertThat(Segment.encode("a-Z.0_~")).isEqualTo("a-Z.0_~");
    assertThat(Segment.encode("a/b?c d%\u00e9")).isEqualTo("a%2Fb%3Fc%20d%25%C3%A9");
  }

  /** Random bytes on a real socket: an answer or one of two exceptions, and never a wait. */
  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void send_randomBytes_givesOnlyItsOwnExceptions(long seed) {
    Random random = new Random(seed);
    AdminClient client = client(Duration.ofSeconds(20));
    String[] starts = {"", "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 404 No\r\n\r\n{\"detail\":"};
    for (int i = 0; i < 300; i++) {
      byte[] start = starts[random.nextInt(3)].getBytes(StandardCharsets.ISO_8859_1);
      byte[] bytes = new byte[start.length + random.nextInt(40)];
      random.nextBytes(bytes);
      System.arraycopy(start, 0, bytes, 0, start.length);
      daemon.answerRaw(bytes);
      try {
        client.send(STATUS);
      } catch (ClientException e) {
        assertThat(e.reason()).isEqualTo(Reason.BROKEN);
      } catch (RefusedException e) {
        assertThat(e.status()).isEqualTo(404);
      }
    }
  }

  private AdminClient client(Duration timeout) {
    return new AdminClient(daemon.socket(), timeout);
  }

  private static ClientException failure(AdminClient client, Request request) {
    return catchThrowableOfType(ClientException.class, () -> client.send(request));
  }
}
