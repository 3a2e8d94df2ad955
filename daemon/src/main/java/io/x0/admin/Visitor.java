package io.x0.admin;

import java.util.Objects;
import java.util.Set;

/**
 * Somebody who comes to the admin side over a listener, as the configuration judges. Immutable.
 *
 * @param who the name of the user and the address, as the history tells them
 * @param mayChange whether it may do more than read
 * @param hosts names of this machine, in lower case, besides {@code localhost} and addresses
 */
public record Visitor(String who, boolean mayChange, Set<String> hosts) {
  public Visitor {
    Objects.requireNonNull(who, "who");
    hosts = Set.copyOf(hosts);
  }
}
