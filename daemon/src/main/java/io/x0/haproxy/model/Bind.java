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
 * @param access who may use it, if it is a unix socket
 */
public record Bind(
    Location at, Address address, Optional<Tls> tls, boolean acceptProxy, Access access) {
  /**
   * Who may use a unix socket. Immutable.
   *
   * @param mode its permissions in octal digits; empty if it does not say
   * @param user the name or number of its owner; empty if it does not say
   * @param group the name or number of its group; empty if it does not say
   */
  public record Access(String mode, String user, String group) {
    static Access of(Map<String, String> options) {
      return new Access(
          options.getOrDefault("mode", ""),
          options.getOrDefault("user", options.getOrDefault("uid", "")),
          options.getOrDefault("group", options.getOrDefault("gid", "")));
    }
  }

  /**
   * How connections speak TLS. Immutable.
   *
   * @param certificates files or folders, in order
   * @param lists files that name certificates, and for which names they are
   * @param options the other words, by name
   */
  public record Tls(List<String> certificates, List<String> lists, Map<String, String> options) {
    public Tls {
      certificates = List.copyOf(certificates);
      lists = List.copyOf(lists);
      options = Map.copyOf(options);
    }
  }
}
