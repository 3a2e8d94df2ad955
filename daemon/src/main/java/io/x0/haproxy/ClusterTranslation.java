package io.x0.haproxy;

import io.x0.common.InvalidValueException;
import io.x0.common.unit.DurationText;
import io.x0.director.DirectorSettings;
import io.x0.haproxy.model.Balancing;
import io.x0.haproxy.model.HttpCheck;
import io.x0.haproxy.model.Proxy;
import io.x0.haproxy.model.Server;
import io.x0.haproxy.source.Diagnostics;
import io.x0.haproxy.source.Location;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a director of a backend. What cannot be carried over is said. One thread. */
final class ClusterTranslation {
  private final Diagnostics diagnostics;

  ClusterTranslation(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  /** Returns the director of a backend under a name. */
  Cluster translate(Proxy proxy, String name) {
    Map<String, String> settings = new LinkedHashMap<>();
    Settings out = new Settings(proxy.at(), "backend " + proxy.name(), settings);
    out.set("scheduler", scheduler(proxy.balancing()));
    timeouts(proxy, out);
    out.set("max-retry-count", Integer.toString(Math.min(100, proxy.retries())));
    out.set("enqueue-on-unavailable", "false");
    if (!proxy.options().contains("abortonclose")) {
      out.set("on-client-abort", "ignore");
    }
    queue(proxy, out);
    health(proxy, out);
    return new Cluster(proxy.name(), name, settings, members(proxy));
  }

  private static String scheduler(Balancing balancing) {
    return switch (balancing.algorithm()) {
      case ROUND_ROBIN -> "rr";
      case LEAST_CONNECTIONS -> "least-load";
      case FIRST -> "chance";
      case RANDOM -> "p2c";
      case HASH -> "hash";
    };
  }

  /** Settings of a director; what it does not take is said and left at its default. */
  private final class Settings {
    private final Location at;
    private final String what;
    private final Map<String, String> settings;

    Settings(Location at, String what, Map<String, String> settings) {
      this.at = at;
      this.what = what;
      this.settings = settings;
    }

    void set(String name, String value) {
      try {
        DirectorSettings set =
            DirectorSettings.TABLE.apply(DirectorSettings.DEFAULT, Map.of(name, value));
        if (set.equals(DirectorSettings.DEFAULT)) {
          settings.remove(name);
        } else {
          settings.put(name, value);
        }
      } catch (InvalidValueException e) {
        diagnostics.warning(at, what, e.getMessage() + "; the default of x0 is used");
      }
    }

    void set(String name, Duration value) {
      set(name, DurationText.format(value));
    }

    void lost(String keyword, String message) {
      diagnostics.warning(at, keyword, message);
    }
  }

  private static void timeouts(Proxy proxy, Settings out) {
    Optional<Duration> connect = Optional.ofNullable(proxy.timeouts().get("connect"));
    Optional<Duration> server = Optional.ofNullable(proxy.timeouts().get("server"));
    connect.ifPresent(time -> out.set("connect-timeout", time));
    server.ifPresent(
        time -> {
          out.set("read-timeout", time);
          out.set("write-timeout", time);
        });
    Optional.ofNullable(proxy.timeouts().get("queue"))
        .or(() -> connect)
        .ifPresent(time -> out.set("queue-timeout", time));
    // Without end is not what 0 means here: a director's own limit is the nearest to it.
    Optional.ofNullable(proxy.timeouts().get("tunnel"))
        .filter(time -> !time.isZero())
        .ifPresent(time -> out.set("websocket-timeout", time));
    if (connect.isEmpty() || server.isEmpty()) {
      out.lost(
          "backend " + proxy.name(),
          "a timeout for connect or server is missing, which is infinite; x0's default is used");
    }
  }

  /** HAProxy counts the queue of each server, x0 that of the director. */
  private static void queue(Proxy proxy, Settings out) {
    long sum = 0;
    boolean limited = !proxy.servers().isEmpty();
    for (Server server : proxy.servers()) {
      limited &= server.parameters().maxqueue() > 0;
      sum += server.parameters().maxqueue();
    }
    if (limited) {
      out.set("queue-limit", Long.toString(Math.min(10_000_000, sum)));
    }
  }

  private static void health(Proxy proxy, Settings out) {
    HttpCheck check = proxy.check();
    List<Server.Check> checks =
        proxy.servers().stream()
            .map(server -> server.parameters().check())
            .filter(c -> c.enabled() && c.track().isEmpty())
            .toList();
    if (checks.isEmpty()) {
      out.set("health-check-mode", "off");
      return;
    }
    Server.Check first = checks.get(0);
    if (checks.stream().anyMatch(c -> c.rise() != first.rise() || c.fall() != first.fall())) {
      out.lost("server: rise", "all servers of the backend have those of the first");
    }
    if (first.downinter().isPresent()) {
      out.lost("server: downinter", "a server that is down is checked as often as others");
    }
    out.set("health-check-success-threshold", Integer.toString(first.rise()));
    out.set("health-check-failure-threshold", Integer.toString(first.fall()));
    out.set("health-check-interval", first.inter());
    out.set("health-check-fast-interval", first.fastinter().orElse(first.inter()));
    Duration timeout = proxy.timeouts().get("check");
    out.set("health-check-timeout", timeout == null ? first.inter() : timeout);
    if (!check.http()) {
      out.set("health-check-type", "tcp");
      return;
    }
    out.set("health-check-method", check.method());
    out.set("health-check-request-path", check.uri());
    if (!check.host().isEmpty()) {
      out.set("health-check-host-header", check.host());
    }
    out.set("health-check-success-codes", check.codes());
    if (!check.body().isEmpty()) {
      out.set("health-check-body", check.body());
    }
  }

  private List<Cluster.Member> members(Proxy proxy) {
    DirectorNames names = new DirectorNames();
    List<Cluster.Member> members = new ArrayList<>();
    boolean backupUsed = false;
    for (Server server : proxy.servers()) {
      Map<String, String> settings = MemberSettings.of(server, diagnostics);
      if (server.parameters().backup()) {
        if (backupUsed && !proxy.options().contains("allbackups")) {
          diagnostics.warning(
              server.at(),
              "server " + server.name(),
              "only the first backup is used; this one is disabled until an operator enables it");
          settings.put("enabled", "false");
        }
        backupUsed = true;
      }
      String name = names.of(server.name());
      Cluster.Member member =
          new Cluster.Member(server, name, MemberSettings.url(server), settings);
      if (isTaken(member)) {
        members.add(member);
      }
    }
    return members;
  }

  /** What x0 cannot speak to is left out: in plain text it would get what was to be secret. */
  private boolean isTaken(Cluster.Member member) {
    try {
      return !member.config().name().isEmpty();
    } catch (InvalidValueException e) {
      diagnostics.warning(
          member.server().at(),
          "server " + member.server().name(),
          "it is left out: " + e.getMessage());
      return false;
    }
  }
}
