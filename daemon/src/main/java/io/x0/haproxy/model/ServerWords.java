package io.x0.haproxy.model;

import io.x0.haproxy.source.Location;
import java.util.Map;
import java.util.Set;

/** Parameters of servers without a meaning for x0. Stateless. */
final class ServerWords {
  private static final Map<String, String> LOST =
      Map.ofEntries(
          Map.entry("minconn", "the capacity does not follow the load"),
          Map.entry("port", "checks go to the port of the server"),
          Map.entry("addr", "checks go to the address of the server"),
          Map.entry("agent-port", "no agent is asked"),
          Map.entry("agent-inter", "no agent is asked"),
          Map.entry("agent-addr", "no agent is asked"),
          Map.entry("agent-send", "no agent is asked"),
          Map.entry("on-error", "errors of live traffic count as failed checks"),
          Map.entry("error-limit", "as many failures as of checks take it down"),
          Map.entry("on-marked-down", "requests on their way are finished"),
          Map.entry("on-marked-up", "requests on their way are finished"),
          Map.entry("redir", "requests are passed on, not redirected"),
          Map.entry("init-addr", "names are resolved when a connection is made"),
          Map.entry("resolvers", "names are resolved by the system"),
          Map.entry("resolve-prefer", "names are resolved by the system"),
          Map.entry("resolve-net", "names are resolved by the system"),
          Map.entry("resolve-opts", "names are resolved by the system"),
          Map.entry("socks4", "connections go to the server itself"),
          Map.entry("source", "connections come from any address"),
          Map.entry("namespace", "network namespaces are not used"),
          Map.entry("init-state", "a checked server serves after its first good check"));

  private static final Set<String> QUIET_WITH_VALUE =
      Set.of(
          "id",
          "guid",
          "pool-max-conn",
          "pool-low-conn",
          "pool-purge-delay",
          "max-reuse",
          "tcp-ut",
          "shard",
          "log-proto",
          "log-bufsize",
          "ssl-min-ver",
          "ssl-max-ver",
          "ciphers",
          "ciphersuites",
          "crl-file",
          "check-sni",
          "check-alpn",
          "check-proto",
          "ws",
          "npn",
          "curves",
          "hash-key",
          "proxy-v2-options",
          "set-proxy-v2-tlv-fmt",
          "idle-ping",
          "check-pool-conn-name");

  private static final Set<String> QUIET =
      Set.of(
          "check-ssl",
          "no-check-ssl",
          "tfo",
          "non-stick",
          "stick",
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
          "no-ssl-reuse",
          "ssl-reuse",
          "no-tls-tickets",
          "tls-tickets",
          "no-verifyhost",
          "no-send-proxy",
          "no-send-proxy-v2",
          "check-reuse-pool",
          "strict-maxconn");

  private ServerWords() {}

  /** Returns how many words a parameter takes; what is lost with it is said. */
  static int skipped(String word, Location at, ProxyDraft proxy) {
    String lost = LOST.get(word);
    if (lost != null) {
      proxy.lost(at, "server: " + word, lost);
      return 2;
    }
    if (QUIET_WITH_VALUE.contains(word)) {
      return 2;
    }
    if (!QUIET.contains(word)) {
      proxy.lost(at, "server: " + word, "x0 does not know it");
    }
    return 1;
  }
}
