package io.x0.haproxy;

import io.x0.director.DirectorConfig;
import io.x0.haproxy.model.Configuration;
import io.x0.haproxy.source.Diagnostic;
import java.util.List;
import java.util.function.Predicate;

/**
 * What an HAProxy configuration means for x0. Immutable.
 *
 * @param configuration what it defines
 * @param listeners where to listen, without doubles
 * @param clusters the directors that its backends become
 * @param diagnostics what is wrong, lost or approximated, in the order in which it was found
 * @param report what was loaded, in lines
 */
public record HaproxyConfig(
    Configuration configuration,
    List<Listener> listeners,
    List<Cluster> clusters,
    List<Diagnostic> diagnostics,
    HaproxyReport report) {
  public HaproxyConfig {
    listeners = List.copyOf(listeners);
    clusters = List.copyOf(clusters);
    diagnostics = List.copyOf(diagnostics);
  }

  /** Returns the directors, with origin HAPROXY. */
  public List<DirectorConfig> directors() {
    return clusters.stream().map(Cluster::config).toList();
  }

  /** Returns who decides where requests go. */
  public HaproxyRouter router() {
    return new HaproxyRouter(configuration, clusters);
  }

  /** Returns {@link #flow(Predicate)} of a machine that has no certificates. */
  public String flow() {
    return flow(file -> false);
  }

  /**
   * Returns a configuration of x0 that does the same as far as that can be said in Flow.
   *
   * @param isCertificate whether a file is there that has a certificate with its key
   */
  public String flow(Predicate<String> isCertificate) {
    return new HaproxyFlow(this, isCertificate).text();
  }
}
