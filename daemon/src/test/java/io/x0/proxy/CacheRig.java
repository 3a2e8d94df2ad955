package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.cache.CacheStats.Event;
import io.x0.proxy.RawClient.Answer;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A proxy that caches the answers of one origin, and what that was asked. */
final class CacheRig {
  /** A cache whose requests wait for each other as long as a test may take. */
  static final Map<String, String> ON =
      Map.of("cache-enabled", "true", "cache-update-lock-timeout", "60s", "queue-timeout", "20s");

  final ProxyRig rig;

  /** The heads of the requests that reached the origin. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  /** What the origin does with a request. */
  interface Answers {
    void to(String head, ScriptedBackend.Connection connection) throws Exception;
  }

  CacheRig() throws IOException {
    rig = new ProxyRig();
  }

  /** Sets the origin; bodies of requests have 4 bytes. */
  void origin(Map<String, String> settings, Answers answers) throws IOException {
    ScriptedBackend origin =
        rig.backend(
            connection -> {
              for (String head = connection.readRequest();
                  head != null;
                  head = connection.readRequest()) {
                if (head.toLowerCase(Locale.ROOT).contains("content-length: 4")) {
                  connection.read(4);
                }
                asked.add(head);
                answers.to(head, connection);
              }
            });
    rig.balance(settings, origin);
  }

  /** Returns a 200 of known length. */
  static String answer(String fields, String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: "
        + body.length()
        + "\r\n"
        + fields
        + "\r\n\r\n"
        + body;
  }

  /** Returns the text of a GET. */
  static String request(String path, String... fields) {
    StringBuilder text = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: shop.test\r\n");
    for (String field : fields) {
      text.append(field).append("\r\n");
    }
    return text + "\r\n";
  }

  /** Asks on a connection of its own. */
  Answer get(String path, String... fields) throws IOException {
    try (RawClient client = new RawClient(rig.port())) {
      return client.send(request(path, fields)).answer();
    }
  }

  long count(Event event) {
    return rig.caches().find("shop").orElseThrow().stats().get(event);
  }

  static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
  }

  void close() throws Exception {
    rig.close();
  }
}
