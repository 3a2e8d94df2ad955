package io.x0.haproxy.model;

import java.time.Duration;
import java.util.List;

/**
 * The cookie that keeps a client at its server. Immutable.
 *
 * @param name of the cookie
 * @param mode who sets it
 * @param indirect whether it is kept from the servers
 * @param nocache whether answers that set it must not be cached
 * @param attributes {@code HttpOnly} and {@code Secure}
 * @param domains where it is valid
 * @param maxIdle how long it is valid after its last use; zero for ever
 * @param maxLife how long it is valid at all; zero for ever
 */
public record StickyCookie(
    String name,
    Mode mode,
    boolean indirect,
    boolean nocache,
    List<String> attributes,
    List<String> domains,
    Duration maxIdle,
    Duration maxLife) {
  /** Who sets the cookie. */
  public enum Mode {
    /** The load balancer. */
    INSERT,
    /** The servers; the load balancer writes the server in front of the value. */
    PREFIX,
    /** The servers; the load balancer replaces the value. */
    REWRITE,
    /** The servers alone. */
    PASSIVE
  }

  public StickyCookie {
    attributes = List.copyOf(attributes);
    domains = List.copyOf(domains);
  }
}
