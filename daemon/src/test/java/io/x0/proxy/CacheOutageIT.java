package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.cache.CacheStats.Event;
import io.x0.director.BackendConfig;
import io.x0.director.Director;
import io.x0.director.DirectorConfig;
import io.x0.proxy.RawClient.Answer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the cache gives while no backend can be asked. Clients wait 20 s, the queue a minute. */
@Timeout(60)
class CacheOutageIT {
  private static final String STALE =
      "HTTP/1.1 200 OK\r\nCache-Control: max-age=5\r\nAge: 9\r\nContent-Length: 4\r\n\r\nkept";
  private static final String STRICT =
      "HTTP/1.1 200 OK\r\nCache-Control: max-age=5, must-revalidate\r\nAge: 9\r\n"
          + "ETag: \"s\"\r\nContent-Length: 6\r\n\r\nstrict";

  private ProxyRig rig;
  private ScriptedBackend origin;

  @BeforeEach
  void start() throws Exception {
    rig = new ProxyRig();
    origin =
        rig.backend(
            connection -> {
              for (String head = connection.readRequest();
                  head != null;
                  head = connection.readRequest()) {
                connection.write(head.startsWith("GET /strict") ? STRICT : STALE);
              }
            });
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  private Director balance(Map<String, String> more) {
    Map<String, String> settings =
        new HashMap<>(Map.of("cache-enabled", "true", "queue-timeout", "60s"));
    settings.putAll(more);
    return rig.balance(settings, origin);
  }

  private static void disableAll(Director director) {
    DirectorConfig config = director.config();
    for (BackendConfig backend : config.backends()) {
      config = config.withBackend(backend.with(Map.of("enabled", "false")));
    }
    director.configure(config);
  }

  @Test
  void noBackendUsable_staleIsServedAtOnce_andDoesNotQueue() throws Exception {
    Director director = balance(Map.of());
    rig.client().get("/a").answer();
    disableAll(director);
    assertThat(director.usable()).isZero();

    Answer stale = rig.client().get("/a").answer();

    assertThat(stale.status()).isEqualTo(200);
    assertThat(stale.body()).isEqualTo("kept");
    assertThat(stale.header("Cache-Status")).matches("x0d; hit; ttl=-\\d+; detail=no-backend");
    assertThat(director.snapshot().queued().total()).isZero();
    assertThat(rig.caches().find("shop").orElseThrow().stats().get(Event.STALE)).isEqualTo(1);
  }

  @Test
  void lastBackendGoesWithThisRequest_staleIsServedAtOnce_andIsNotRetriedLater() throws Exception {
    Director director = balance(Map.of("health-check-mode", "paranoid", "max-retry-count", "9"));
    ProxyRig.await(() -> director.usable() == 1);
    rig.client().get("/a").answer();
    origin.close();

    Answer stale = rig.client().get("/a").answer();

    assertThat(stale.status()).isEqualTo(200);
    assertThat(stale.body()).isEqualTo("kept");
    assertThat(stale.header("Cache-Status")).contains("detail=served-stale");
    assertThat(director.snapshot().queued().total()).isZero();
  }

  @Test
  void queueRefuses_staleIsServed_andWhatMustBeValidatedIsRefused() throws Exception {
    Director director = balance(Map.of("enqueue-on-unavailable", "false"));
    rig.client().get("/a").answer();
    rig.client().get("/strict").answer();
    disableAll(director);

    assertThat(rig.client().get("/a").answer().body()).isEqualTo("kept");
    assertThat(rig.client().get("/strict").answer().status()).isEqualTo(504);
    assertThat(rig.client().get("/unknown").answer().status()).isEqualTo(503);
  }
}
