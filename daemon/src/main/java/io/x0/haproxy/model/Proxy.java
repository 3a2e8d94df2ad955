package io.x0.haproxy.model;

import io.x0.haproxy.source.Location;
import io.x0.haproxy.source.SectionKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One frontend, backend or listen section with what its defaults say. Immutable.
 *
 * @param kind which of the three
 * @param name as it is written
 * @param at where it begins
 * @param state whether it is used
 * @param binds where it takes connections
 * @param servers in order, with distinct names
 * @param balancing how a server is chosen
 * @param check what checks ask
 * @param timeouts by name; one that is absent is infinite in HAProxy
 * @param maxconn most connections at once; 0 is unlimited
 * @param retries attempts to connect after a failed one
 * @param options names of the options that are on
 * @param errorFiles what is answered in the place of errors, by status
 * @param cookie what keeps a client at its server
 * @param forwardedFor how servers are told the client's address
 * @param stats its page of statistics
 * @param traffic what it does with requests
 */
public record Proxy(
    SectionKind kind,
    String name,
    Location at,
    State state,
    List<Bind> binds,
    List<Server> servers,
    Balancing balancing,
    HttpCheck check,
    Map<String, Duration> timeouts,
    int maxconn,
    int retries,
    Set<String> options,
    Map<Integer, ErrorFile> errorFiles,
    Optional<StickyCookie> cookie,
    Optional<ForwardedFor> forwardedFor,
    Optional<StatsPage> stats,
    Traffic traffic) {

  /** Whether a proxy is used. */
  public enum State {
    /** It is. */
    LOADED,
    /** It is switched off. */
    DISABLED,
    /** It is not about HTTP. */
    SKIPPED,
    /** Something that it needs cannot be done. */
    REFUSED
  }

  public Proxy {
    binds = List.copyOf(binds);
    servers = List.copyOf(servers);
    timeouts = Map.copyOf(timeouts);
    options = Set.copyOf(options);
    errorFiles = Map.copyOf(errorFiles);
  }

  /** Returns whether it takes connections. */
  public boolean isFrontend() {
    return kind != SectionKind.BACKEND;
  }

  /** Returns whether requests can be sent to it. */
  public boolean isBackend() {
    return kind != SectionKind.FRONTEND;
  }

  /** Returns whether it is used. */
  public boolean isLoaded() {
    return state == State.LOADED;
  }
}
