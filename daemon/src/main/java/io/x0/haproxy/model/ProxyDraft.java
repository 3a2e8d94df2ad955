package io.x0.haproxy.model;

import io.x0.haproxy.rule.Route;
import io.x0.haproxy.rule.Verdicts;
import io.x0.haproxy.source.Diagnostics;
import io.x0.haproxy.source.Line;
import io.x0.haproxy.source.Location;
import io.x0.haproxy.source.SectionKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A proxy, or defaults, while they are read. One thread. */
final class ProxyDraft implements Verdicts {
  final SectionKind kind;
  final String name;
  final Location at;
  private final Diagnostics diagnostics;
  private final boolean lenient;
  private boolean refused;

  String mode = "tcp";
  boolean modeGiven;
  boolean disabled;
  final List<Bind> binds = new ArrayList<>();
  final List<Server> servers = new ArrayList<>();
  ServerDraft defaultServer = new ServerDraft();
  Balancing balancing = Balancing.DEFAULT;
  boolean balancingGiven;
  HttpCheck check = HttpCheck.CONNECT;
  final Map<String, Duration> timeouts = new HashMap<>();
  int maxconn;
  int retries = 3;
  final Set<String> options = new TreeSet<>();
  final Map<Integer, ErrorFile> errorFiles = new HashMap<>();
  Optional<StickyCookie> cookie = Optional.empty();
  Optional<ForwardedFor> forwardedFor = Optional.empty();
  Optional<StatsPage> stats = Optional.empty();
  Optional<Route> defaultBackend = Optional.empty();
  String monitorUri = "";

  /** Rules refer to tests that may stand behind them, so they are read when all is known. */
  final List<Line> rules = new ArrayList<>();

  ProxyDraft(SectionKind kind, String name, Location at, Diagnostics diagnostics, boolean lenient) {
    this.kind = kind;
    this.name = name;
    this.at = at;
    this.diagnostics = diagnostics;
    this.lenient = lenient;
  }

  /** Takes over what defaults say. */
  void inherit(ProxyDraft defaults) {
    refused |= defaults.refused;
    mode = defaults.mode;
    modeGiven = defaults.modeGiven;
    disabled = defaults.disabled;
    defaultServer = new ServerDraft(defaults.defaultServer);
    balancing = defaults.balancing;
    balancingGiven = defaults.balancingGiven;
    check = defaults.check;
    timeouts.putAll(defaults.timeouts);
    maxconn = defaults.maxconn;
    retries = defaults.retries;
    options.addAll(defaults.options);
    errorFiles.putAll(defaults.errorFiles);
    cookie = defaults.cookie;
    forwardedFor = defaults.forwardedFor;
    stats = defaults.stats;
    defaultBackend = defaults.defaultBackend;
    monitorUri = defaults.monitorUri;
    rules.addAll(defaults.rules);
  }

  boolean isFrontend() {
    return kind != SectionKind.BACKEND;
  }

  boolean isBackend() {
    return kind != SectionKind.FRONTEND;
  }

  private String what() {
    return (kind.keyword() + " " + name).strip();
  }

  @Override
  public void lost(Location place, String keyword, String what) {
    diagnostics.warning(place, keyword, what);
  }

  @Override
  public void refuse(Location place, String keyword, String why) {
    if (lenient) {
      diagnostics.warning(place, keyword, why + "; skipped, as leniency asks");
    } else {
      refused = true;
      diagnostics.error(place, keyword, why + "; " + what() + " is not loaded");
    }
  }

  void error(Location place, String keyword, String what) {
    diagnostics.error(place, keyword, what);
  }

  Proxy.State state() {
    if (!mode.equals("http")) {
      return Proxy.State.SKIPPED;
    }
    return refused ? Proxy.State.REFUSED : disabled ? Proxy.State.DISABLED : Proxy.State.LOADED;
  }

  Proxy freeze(Traffic traffic) {
    return new Proxy(
        kind,
        name,
        at,
        state(),
        binds,
        servers,
        balancing,
        check,
        timeouts,
        maxconn,
        retries,
        options,
        errorFiles,
        cookie,
        forwardedFor,
        stats,
        traffic);
  }
}
