package io.x0.store;

import io.x0.common.InvalidValueException;
import io.x0.common.name.BackendUrl;
import io.x0.common.setting.Setting;
import io.x0.common.setting.SettingTable;
import io.x0.director.BackendConfig;
import io.x0.director.Demand;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorSettings;
import io.x0.director.DirectorStore.Change;
import io.x0.director.Origin;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** Directors and changes to store. */
final class Samples {
  static final Instant NOW = Instant.parse("2026-11-22T18:06:28.123Z");
  static final InstantSource CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private static final List<String> SAMPLES =
      List.of(
          "lend",
          "reserve",
          "true",
          "false",
          "7",
          "11",
          "1h2m3s4ms",
          "5m",
          "standby",
          "active",
          "http+unix:/run/b.sock",
          "http://[::1]:81",
          "least-load",
          "lazy",
          "v2",
          "^(/.+[.]cgi)(/.*)$",
          "^(/[a-z]+)(/.*)$",
          "ignore",
          "tcp",
          "HEAD",
          "/ping",
          "shop.test",
          "200,204",
          "404",
          "15%",
          "8k",
          "2.5",
          "p2c",
          "off",
          "notify",
          "http",
          "GET",
          "/health",
          "503",
          "30%",
          "drain");

  private Samples() {}

  static DirectorConfig empty(String name) {
    return DirectorConfig.of(name, Origin.MANAGED);
  }

  static DirectorConfig onDemand(String name, String hostname, int port) {
    return DirectorConfig.of(name, new Demand(hostname, port));
  }

  static DirectorConfig serving(DirectorConfig director, String hostname, int port) {
    return new DirectorConfig(
        director.name(),
        director.origin(),
        director.settings(),
        director.backends(),
        director.buckets(),
        director.revision() + 1,
        new Demand(hostname, port));
  }

  static BackendConfig backend(String name) {
    return BackendConfig.of(name, BackendUrl.parse("url", "http://127.0.0.1:8080"));
  }

  static DirectorConfig with(DirectorConfig director, String key, String value) {
    return director.withSettings(
        DirectorSettings.TABLE.apply(director.settings(), Map.of(key, value)));
  }

  static BackendConfig with(BackendConfig backend, String key, String value) {
    return BackendConfig.TABLE.apply(backend, Map.of(key, value));
  }

  /** Returns a director whose every setting and backend's setting differs from its default. */
  static DirectorConfig unusual(String name) {
    DirectorSettings settings = DirectorSettings.DEFAULT;
    for (Setting<DirectorSettings> setting : DirectorSettings.TABLE.all()) {
      settings = other(DirectorSettings.TABLE, settings, setting);
    }
    BackendConfig backend = backend("b1");
    for (Setting<BackendConfig> setting : BackendConfig.TABLE.all()) {
      backend = other(BackendConfig.TABLE, backend, setting);
    }
    return empty(name).withSettings(settings).withBackend(backend).withBackend(backend("b0"));
  }

  /** Returns a copy of {@code subject} with another value of {@code setting}. */
  static <T> T other(SettingTable<T> table, T subject, Setting<T> setting) {
    for (String sample : SAMPLES) {
      T changed = orSame(table, subject, setting, sample);
      if (!changed.equals(subject)) {
        return changed;
      }
    }
    throw new AssertionError("no sample for " + setting.name());
  }

  private static <T> T orSame(SettingTable<T> table, T subject, Setting<T> setting, String sample) {
    try {
      return table.apply(subject, Map.of(setting.name(), sample));
    } catch (InvalidValueException e) {
      return subject;
    }
  }

  static Change created(DirectorConfig director) {
    return changed(null, director);
  }

  static Change deleted(DirectorConfig director) {
    return changed(director, null);
  }

  static Change changed(DirectorConfig before, DirectorConfig after) {
    String name = after == null ? before.name() : after.name();
    String verb = before == null ? "create " : after == null ? "delete " : "change ";
    return new Change(NOW, "root", verb + name, name, before, after);
  }
}
