package io.x0.haproxy.model;

import io.x0.haproxy.source.Line;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The words of a {@code bind}: which of them stand alone, and which x0 has its own way for. */
final class BindWords {
  private static final Set<String> ALONE =
      Set.of(
          "ssl",
          "accept-proxy",
          "v4v6",
          "v6only",
          "strict-sni",
          "no-strict-sni",
          "no-sslv3",
          "no-tlsv10",
          "no-tlsv11",
          "no-tlsv12",
          "no-tlsv13",
          "force-sslv3",
          "force-tlsv10",
          "force-tlsv11",
          "force-tlsv12",
          "force-tlsv13",
          "tfo",
          "transparent",
          "defer-accept",
          "allow-0rtt",
          "tls-tickets",
          "no-tls-tickets",
          "generate-certificates",
          "prefer-client-ciphers",
          "expose-fd",
          "no-alpn",
          "no-ca-names",
          "quic-force-retry",
          "accept-netscaler-cip");

  private static final Set<String> LOST =
      Set.of(
          "interface",
          "namespace",
          "tfo",
          "defer-accept",
          "mss",
          "transparent",
          "thread",
          "process",
          "nice",
          "maxconn",
          "allow-0rtt",
          "tcp-ut");

  private BindWords() {}

  /** Returns whether no value follows a word. */
  static boolean isAlone(String word) {
    return ALONE.contains(word);
  }

  /** Returns whether x0 has its own way for what a word says. */
  static boolean isLost(String word) {
    return LOST.contains(word);
  }

  /** Returns whether a word says which versions of TLS are spoken. */
  static boolean isAboutVersions(String word) {
    return word.matches("(no|force)-(sslv3|tlsv1[0-3])|ssl-(min|max)-ver");
  }

  /** Returns the words of {@code ssl-default-bind-options} with their values. */
  static Map<String, String> defaults(Line line) {
    Map<String, String> out = new HashMap<>();
    int next = 1;
    while (next < line.size()) {
      String word = line.text(next);
      boolean alone = isAlone(word);
      out.put(word, alone ? "" : line.text(next + 1));
      next += alone ? 1 : 2;
    }
    return out;
  }
}
