package io.x0.haproxy.model;

import java.time.Duration;
import java.util.Optional;

/**
 * What the global sections say for the whole process. Immutable.
 *
 * @param maxconn most connections at once; 0 is unlimited
 * @param drain longest time that requests on their way have when the process stops
 * @param node the name of this machine in statistics, or empty
 * @param tls what holds for every listener with TLS
 */
public record Global(int maxconn, Optional<Duration> drain, String node, TlsDefaults tls) {
  /** Nothing said. */
  public static final Global NONE = new Global(0, Optional.empty(), "", TlsDefaults.NONE);

  Global withMaxconn(int most) {
    return new Global(most, drain, node, tls);
  }

  Global withDrain(Optional<Duration> longest) {
    return new Global(maxconn, longest, node, tls);
  }

  Global withNode(String name) {
    return new Global(maxconn, drain, name, tls);
  }

  Global withTls(TlsDefaults defaults) {
    return new Global(maxconn, drain, node, defaults);
  }
}
