package io.x0.haproxy.model;

import io.x0.haproxy.sample.NotEvaluableException;
import io.x0.haproxy.source.Line;
import io.x0.haproxy.source.Location;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The parameters of a server while they are read. One thread. */
final class ServerDraft {
  private boolean checked;
  private Duration inter = Server.Check.NONE.inter();
  private Optional<Duration> fastinter = Optional.empty();
  private Optional<Duration> downinter = Optional.empty();
  private int rise = Server.Check.NONE.rise();
  private int fall = Server.Check.NONE.fall();
  private String track = "";
  private int weight = 1;
  private int maxconn;
  private int maxqueue;
  private boolean backup;
  private boolean disabled;
  private Duration slowstart = Duration.ZERO;
  private boolean tls;
  private boolean verified = true;
  private String tlsName = "";
  private String caFile = "";
  private String certificate = "";
  private boolean http2;
  private String protocol = "h1";
  private int proxyProtocol;
  private String cookie = "";
  private String observe = "";

  ServerDraft() {}

  ServerDraft(ServerDraft other) {
    checked = other.checked;
    inter = other.inter;
    fastinter = other.fastinter;
    downinter = other.downinter;
    rise = other.rise;
    fall = other.fall;
    track = other.track;
    weight = other.weight;
    maxconn = other.maxconn;
    maxqueue = other.maxqueue;
    backup = other.backup;
    disabled = other.disabled;
    slowstart = other.slowstart;
    tls = other.tls;
    verified = other.verified;
    tlsName = other.tlsName;
    caFile = other.caFile;
    certificate = other.certificate;
    http2 = other.http2;
    protocol = other.protocol;
    proxyProtocol = other.proxyProtocol;
    cookie = other.cookie;
    observe = other.observe;
  }

  Server.Parameters parameters() {
    return new Server.Parameters(
        new Server.Check(
            checked || !track.isEmpty(), inter, fastinter, downinter, rise, fall, track),
        weight,
        maxconn,
        maxqueue,
        backup,
        disabled,
        slowstart,
        new Server.Tls(tls, verified, tlsName, caFile, certificate, http2),
        protocol,
        proxyProtocol,
        cookie,
        observe);
  }

  /** Takes the words of a line from an index on. What is wrong or lost is said. */
  void read(Line line, int from, ProxyDraft proxy) {
    int next = from;
    while (next < line.size()) {
      String word = line.text(next);
      Location at = line.at(next);
      String value = line.text(next + 1);
      try {
        next += taken(word, value, at, proxy);
      } catch (NotEvaluableException e) {
        proxy.lost(at, line.text(0) + ": " + word, e.reason());
        next += 2;
      }
    }
  }

  /** Returns how many words were taken. */
  private int taken(String word, String value, Location at, ProxyDraft proxy)
      throws NotEvaluableException {
    switch (word) {
      case "check" -> checked = true;
      case "backup" -> backup = true;
      case "disabled" -> disabled = true;
      case "enabled" -> disabled = false;
      case "no-check" -> checked = false;
      case "no-backup" -> backup = false;
      case "no-ssl" -> tls = false;
      case "ssl" -> tls = true;
      case "send-proxy" -> proxyProtocol = 1;
      case "send-proxy-v2", "send-proxy-v2-ssl", "send-proxy-v2-ssl-cn" -> proxyProtocol = 2;
      case "check-send-proxy", "check-via-socks4" ->
          proxy.lost(at, "server: " + word, "checks connect without it");
      case "agent-check" -> proxy.lost(at, "server: " + word, "no agent is asked");
      default -> {
        return withValue(word, value, at, proxy);
      }
    }
    return 1;
  }

  private int withValue(String word, String value, Location at, ProxyDraft proxy)
      throws NotEvaluableException {
    switch (word) {
      case "inter" -> inter = positive(value);
      case "fastinter" -> fastinter = Optional.of(positive(value));
      case "downinter" -> downinter = Optional.of(positive(value));
      case "rise" -> rise = Math.max(1, number(value, 1000));
      case "fall" -> fall = Math.max(1, number(value, 1000));
      case "track" -> track = value;
      case "weight" -> weight = number(value, 256);
      case "maxconn" -> maxconn = number(value, 100_000_000);
      case "maxqueue" -> maxqueue = number(value, 100_000_000);
      case "slowstart" -> slowstart = time(value);
      case "cookie" -> cookie = value;
      case "observe" -> observe = value;
      case "proto" -> protocol = value;
      case "verify" -> verified = !value.equals("none");
      case "verifyhost" -> tlsName = value;
      case "sni" -> tlsName = tlsName.isEmpty() ? sni(value) : tlsName;
      case "ca-file" -> caFile = value;
      case "crt" -> certificate = value;
      case "alpn" -> http2 = List.of(value.split(",")).contains("h2");
      default -> {
        return ServerWords.skipped(word, at, proxy);
      }
    }
    return 2;
  }

  /** One name for all: which one a request would ask for is not known when a connection is made. */
  private static String sni(String expression) throws NotEvaluableException {
    if (!expression.startsWith("str(") || !expression.endsWith(")")) {
      throw new NotEvaluableException("only str(NAME) is taken; the server's host is asked for");
    }
    return expression.substring(4, expression.length() - 1);
  }

  private static Duration time(String text) throws NotEvaluableException {
    return TimeText.parse(text)
        .orElseThrow(() -> new NotEvaluableException("'" + text + "' is not a time; skipped"));
  }

  private static Duration positive(String text) throws NotEvaluableException {
    Duration time = time(text);
    if (time.isZero()) {
      throw new NotEvaluableException("'" + text + "' is not a time above 0; skipped");
    }
    return time;
  }

  private static int number(String text, int most) throws NotEvaluableException {
    if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) > most) {
      throw new NotEvaluableException("'" + text + "' is not a number up to " + most + "; skipped");
    }
    return Integer.parseInt(text);
  }
}
