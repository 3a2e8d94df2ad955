package io.x0.haproxy.model;

import io.x0.haproxy.source.Location;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a proxy takes connections. Immutable.
 *
 * @param at where it is written
 * @param address where to listen; a range of ports is several of these
 * @param tls how it speaks TLS, or empty
 * @param acceptProxy whether connections begin with a PROXY header
 */
public record Bind(Location at, Address address, Optional<Tls> tls, boolean acceptProxy) {
  /**
   * How connections speak TLS. Immutable.
   *
   * @param certificates files or folders, in order
   * @param options the other words, by name
   */
  public record Tls(List<String> certificates, Map<String, String> options) {
    public Tls {
      certificates = List.copyOf(certificates);
      options = Map.copyOf(options);
    }
  }
}
