package io.x0.daemon;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.x0.admin.StatusSource;
import io.x0.cache.CacheDirectory;
import io.x0.common.unit.DurationText;
import io.x0.director.Director;
import io.x0.director.Directors;
import io.x0.proxy.ProxyServer;
import io.x0.proxy.tls.Identity;
import io.x0.stats.LoadCounter;
import io.x0.time.Clock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Tells what the daemon is and does. Thread-safe. */
final class StatusReport implements StatusSource {
  private static final long SECONDS_OF_DAY = 86_400;

  private final Clock clock;
  private final Instant started;
  private final long startedNanos;
  private final Path config;
  private final Path stateFolder;
  private final ProxyServer proxy;
  private final Directors directors;
  private volatile boolean draining;

  StatusReport(Clock clock, Path config, Path stateFolder, ProxyServer proxy, Directors directors) {
    this.clock = clock;
    this.started = clock.now();
    this.startedNanos = clock.nanos();
    this.config = config;
    this.stateFolder = stateFolder;
    this.proxy = proxy;
    this.directors = directors;
  }

  @Override
  public LoadCounter.Load requests() {
    return proxy.load();
  }

  @Override
  public CacheDirectory caches() {
    return proxy.caches();
  }

  void draining() {
    draining = true;
  }

  @Override
  public JsonObject version() {
    JsonObject out = new JsonObject();
    out.addProperty("version", Version.current());
    out.addProperty("java", Runtime.version().toString());
    return out;
  }

  private JsonArray certificates() {
    JsonArray out = new JsonArray();
    for (Identity identity : proxy.identities()) {
      JsonObject certificate = new JsonObject();
      certificate.addProperty("file", identity.file().toString());
      JsonArray names = new JsonArray();
      identity.names().forEach(names::add);
      certificate.add("names", names);
      certificate.addProperty("expires", identity.notAfter().toString());
      // What has ended is told in negative days, the first of which is -1.
      certificate.addProperty(
          "days-left",
          Math.floorDiv(
              Duration.between(clock.now(), identity.notAfter()).toSeconds(), SECONDS_OF_DAY));
      out.add(certificate);
    }
    return out;
  }

  @Override
  public JsonObject status() {
    JsonObject out = version();
    out.addProperty("pid", ProcessHandle.current().pid());
    out.addProperty("state", draining ? "draining" : "running");
    out.addProperty("started", started.toString());
    out.addProperty(
        "uptime",
        DurationText.format(Duration.ofSeconds((clock.nanos() - startedNanos) / 1_000_000_000L)));
    out.addProperty("config", config.toAbsolutePath().toString());
    out.addProperty("state-dir", stateFolder.toString());
    JsonArray listeners = new JsonArray();
    for (ProxyServer.Bound bound : proxy.bound()) {
      JsonObject listener = new JsonObject();
      listener.addProperty("address", bound.address().toString());
      listener.addProperty("url", bound.url());
      listeners.add(listener);
    }
    out.add("listeners", listeners);
    out.add("certificates", certificates());
    out.addProperty("directors", directors.all().size());
    long backends = 0;
    for (Director director : directors.all()) {
      backends += director.config().backends().size();
    }
    out.addProperty("backends", backends);
    LoadCounter.Load load = requests();
    JsonObject requests = new JsonObject();
    requests.addProperty("current", load.current());
    requests.addProperty("max", load.max());
    requests.addProperty("total", load.total());
    out.add("requests", requests);
    JsonObject webSockets = new JsonObject();
    webSockets.addProperty("current", proxy.webSockets());
    webSockets.addProperty("total", proxy.webSocketsTotal());
    out.add("websockets", webSockets);
    return out;
  }
}
