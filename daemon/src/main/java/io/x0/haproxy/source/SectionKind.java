package io.x0.haproxy.source;

import java.util.Optional;

/** What a section of a configuration is about. */
public enum SectionKind {
  GLOBAL("global"),
  DEFAULTS("defaults"),
  FRONTEND("frontend"),
  BACKEND("backend"),
  LISTEN("listen"),
  USERLIST("userlist"),
  CACHE("cache", "its answers are not cached"),
  RESOLVERS("resolvers", "names are resolved by the system"),
  HTTP_ERRORS("http-errors", "errors are answered with x0's own pages"),
  CRT_STORE("crt-store", "certificates are not taken from it"),
  FCGI_APP("fcgi-app", "x0 does not speak FastCGI for it"),
  PEERS("peers", "stick tables are not shared"),
  MAILERS("mailers", "no mail is sent"),
  NAMESPACE_LIST("namespace_list", "network namespaces are not used"),
  PROGRAM("program", "the program is not started"),
  RING("ring", "logs go where x0 logs"),
  LOG_FORWARD("log-forward", "logs are not forwarded"),
  LOG_PROFILE("log-profile", "x0's own log format is used"),
  TRACES("traces", "there are no traces"),
  ACME("acme", "no certificate is fetched");

  private final String keyword;
  private final String lost;

  SectionKind(String keyword) {
    this(keyword, "");
  }

  SectionKind(String keyword, String lost) {
    this.keyword = keyword;
    this.lost = lost;
  }

  /** Returns the kind of section that a keyword begins, or empty. */
  public static Optional<SectionKind> of(String keyword) {
    for (SectionKind kind : values()) {
      if (kind.keyword.equals(keyword)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** Returns the keyword that begins such a section. */
  public String keyword() {
    return keyword;
  }

  /** Returns what is lost because such sections are skipped; empty if they are read. */
  public String lost() {
    return lost;
  }

  /** Returns whether such a section defines a proxy. */
  public boolean isProxy() {
    return this == FRONTEND || this == BACKEND || this == LISTEN;
  }
}
