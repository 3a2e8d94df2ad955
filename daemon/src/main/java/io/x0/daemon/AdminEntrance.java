package io.x0.daemon;

import io.x0.admin.Mount;
import io.x0.admin.RemoteAdmin;
import io.x0.admin.Visitor;
import io.x0.modules.AdminDoor;
import io.x0.proxy.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Leads clients of listeners to the admin side, which is made after the configuration that tells
 * who may go there. Thread-safe.
 */
final class AdminEntrance implements AdminDoor {
  private volatile @Nullable RemoteAdmin admin;

  /** Leads there from now on. */
  void open(RemoteAdmin behind) {
    admin = behind;
  }

  @Override
  public void serve(Exchange exchange, Visitor visitor, Mount mount) {
    RemoteAdmin behind = admin;
    if (behind == null) {
      AdminDoor.SHUT.serve(exchange, visitor, mount);
      return;
    }
    exchange.serve(
        (request, response, callback) -> behind.serve(request, response, callback, visitor, mount));
  }
}
