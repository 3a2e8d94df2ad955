package io.x0.haproxy.model;

import java.util.Map;

/** Keywords without a meaning for x0, and what is lost with them. Stateless. */
final class Quiet {
  private static final String LOG = "x0's own logs are used";
  private static final String TCP = "connections are set up in x0's own way";
  private static final String SERVICE = "the service manager decides";
  private static final String NOTHING = "it has no effect";

  private static final Map<String, String> PROXY =
      Map.ofEntries(
          Map.entry("log", LOG),
          Map.entry("log-format", LOG),
          Map.entry("log-format-sd", LOG),
          Map.entry("error-log-format", LOG),
          Map.entry("log-tag", LOG),
          Map.entry("log-steps", LOG),
          Map.entry("unique-id-format", "requests get no id"),
          Map.entry("unique-id-header", "requests get no id"),
          Map.entry("capture", "nothing is captured for the log"),
          Map.entry("declare", "nothing is captured for the log"),
          Map.entry("errorfiles", "errors are answered with x0's own pages"),
          Map.entry("errorloc", "errors are answered with x0's own pages"),
          Map.entry("errorloc302", "errors are answered with x0's own pages"),
          Map.entry("errorloc303", "errors are answered with x0's own pages"),
          Map.entry("http-error", "errors are answered with x0's own pages"),
          Map.entry("fullconn", "the capacity does not follow the load"),
          Map.entry("max-keep-alive-queue", "any server may be taken"),
          Map.entry("max-session-srv-conns", "connections are shared"),
          Map.entry("hash-type", "hashing is consistent, whatever it says"),
          Map.entry("hash-balance-factor", "a server takes at most 1.25 times its share"),
          Map.entry("hash-preserve-affinity", "full servers are passed over"),
          Map.entry("http-reuse", "connections to servers are reused"),
          Map.entry("compression", "answers are not compressed"),
          Map.entry("stick-table", "nothing is counted in stick tables"),
          Map.entry("retry-on", "connections and idempotent requests are retried"),
          Map.entry("appsession", "sessions do not stick"),
          Map.entry("persist", "sessions do not stick"),
          Map.entry("force-persist", "a server that is down gets no requests"),
          Map.entry("ignore-persist", "the sticky cookie always counts"),
          Map.entry("monitor-net", "all clients are served alike"),
          Map.entry("rate-limit", "connections are not limited by rate"),
          Map.entry("source", TCP),
          Map.entry("backlog", TCP),
          Map.entry("description", NOTHING),
          Map.entry("id", NOTHING),
          Map.entry("guid", NOTHING),
          Map.entry("enabled", NOTHING),
          Map.entry("grace", NOTHING),
          Map.entry("bind-process", NOTHING),
          Map.entry("load-server-state-from-file", "states of servers are not taken over"),
          Map.entry("server-state-file-name", "states of servers are not taken over"),
          Map.entry("email-alert", "no mail is sent"),
          Map.entry("external-check", "servers are checked by connecting"),
          Map.entry("tcp-check", "servers are checked by connecting"),
          Map.entry("tcp-response", "it is not about HTTP"),
          Map.entry("use-fcgi-app", "x0 does not speak FastCGI for it"));

  private static final Map<String, String> GLOBAL =
      Map.ofEntries(
          Map.entry("log", LOG),
          Map.entry("log-tag", LOG),
          Map.entry("log-send-hostname", LOG),
          Map.entry("nbthread", "x0 has its own threads"),
          Map.entry("nbproc", "x0 is one process"),
          Map.entry("cpu-map", "x0 has its own threads"),
          Map.entry("stats", "there is no such socket; x0ctl asks x0's own"),
          Map.entry("daemon", SERVICE),
          Map.entry("pidfile", SERVICE),
          Map.entry("user", SERVICE),
          Map.entry("group", SERVICE),
          Map.entry("uid", SERVICE),
          Map.entry("gid", SERVICE),
          Map.entry("chroot", SERVICE),
          Map.entry("ulimit-n", SERVICE),
          Map.entry("quiet", SERVICE),
          Map.entry("debug", SERVICE),
          Map.entry("zero-warning", SERVICE),
          Map.entry("strict-limits", SERVICE),
          Map.entry("unix-bind", "each bind says the path, mode, user and group of its socket"),
          Map.entry("external-check", "servers are checked by connecting"),
          Map.entry("insecure-fork-wanted", SERVICE),
          Map.entry("localpeer", "stick tables are not shared"),
          Map.entry("server-state-file", "states of servers are not taken over"),
          Map.entry("server-state-base", "states of servers are not taken over"),
          Map.entry("maxconnrate", "connections are not limited by rate"),
          Map.entry("maxsessrate", "connections are not limited by rate"),
          Map.entry("maxsslrate", "connections are not limited by rate"),
          Map.entry("maxsslconn", "connections with TLS count as others"),
          Map.entry("master-worker", SERVICE),
          Map.entry("lua-load", "scripts are not run"),
          Map.entry("lua-load-per-thread", "scripts are not run"),
          Map.entry("spread-checks", "checks are spread over a tenth of their interval"),
          Map.entry("max-spread-checks", "checks are spread over a tenth of their interval"),
          Map.entry("ssl-server-verify", "certificates of servers are verified"));

  private Quiet() {}

  /** Returns what is lost with a keyword of a proxy. */
  static String ofProxy(String keyword) {
    return PROXY.getOrDefault(keyword, "x0 does not know it");
  }

  /** Returns what is lost with a keyword of the global section. */
  static String ofGlobal(String keyword) {
    if (keyword.startsWith("tune.")) {
      return "x0 has its own limits";
    }
    if (keyword.matches("(wurfl|51degrees|deviceatlas|lua|httpclient|expose|h1-case).*")) {
      return GLOBAL.getOrDefault(keyword, "x0 does not have it");
    }
    if (keyword.startsWith("ssl-") || keyword.matches("(ca|crt)-base|default-path")) {
      return GLOBAL.getOrDefault(keyword, "x0's own defaults of TLS are used");
    }
    return GLOBAL.getOrDefault(keyword, "x0 does not know it");
  }
}
