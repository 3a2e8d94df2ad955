package io.x0.haproxy;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Loads texts for tests. */
final class Loading {
  /** Defaults under which a proxy has nothing to be warned of. */
  static final String HTTP =
      "defaults\n mode http\n timeout client 1s\n timeout connect 2s\n timeout server 3s\n";

  private Loading() {}

  static HaproxyConfig load(String text) {
    return load(text, Map.of(), Map.of(), false);
  }

  static HaproxyConfig load(
      String text, Map<String, String> environment, Map<String, String> files, boolean lenient) {
    return HaproxyLoader.load(
        List.of(new HaproxyLoader.Source("h.cfg", text)),
        new HaproxyLoader.Options(
            environment, path -> Optional.ofNullable(files.get(path)), lenient));
  }

  static List<String> problems(HaproxyConfig config) {
    return config.diagnostics().stream().map(Object::toString).toList();
  }

  /** Loads lines of a backend. */
  static HaproxyConfig backend(String lines) {
    return load(HTTP + "backend b\n" + lines + "\n");
  }

  /** Loads lines of a frontend with two backends, a and b. */
  static HaproxyConfig frontend(String lines) {
    return load(
        HTTP
            + "backend a\n server a1 127.0.0.1:1\nbackend b\n server b1 127.0.0.1:2\n"
            + "frontend f\n bind :80\n"
            + lines
            + "\n");
  }
}
