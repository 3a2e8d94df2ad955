package io.x0.modules.haproxy;

import io.x0.proxy.LocalAnswer;

/** The question whether the service runs. Stateless. */
public final class Monitor {
  private Monitor() {}

  /** Returns HAProxy's answer to it. */
  public static LocalAnswer alive() {
    return Replies.alive();
  }
}
