package io.x0.modules;

import io.x0.admin.Mount;
import io.x0.admin.Visitor;
import io.x0.proxy.Exchange;

/** The admin side, as a configuration shows it to clients of listeners. Thread-safe. */
@FunctionalInterface
public interface AdminDoor {
  /** One with nothing behind it, to compile a configuration without a daemon. */
  AdminDoor SHUT =
      (exchange, visitor, mount) -> exchange.respond(503, "the admin side is not available");

  /** Answers a request that {@code mount} covers. */
  void serve(Exchange exchange, Visitor visitor, Mount mount);
}
