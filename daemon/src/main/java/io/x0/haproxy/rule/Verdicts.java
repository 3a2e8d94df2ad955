package io.x0.haproxy.rule;

import io.x0.haproxy.source.Location;

/** Takes what reading a line of a proxy has come to. One thread. */
public interface Verdicts {
  /** Something of the proxy is lost or approximated; the rest works. */
  void lost(Location at, String keyword, String what);

  /**
   * The proxy must not be used: without this line it would let through or send elsewhere what the
   * configuration does not.
   */
  void refuse(Location at, String keyword, String why);
}
