package io.x0.haproxy.model;

import java.util.List;

/**
 * All that a configuration defines. Immutable.
 *
 * @param global what is for the whole process
 * @param proxies in order, also those that are not used
 */
public record Configuration(Global global, List<Proxy> proxies) {
  public Configuration {
    proxies = List.copyOf(proxies);
  }
}
