package io.x0.admin;

import org.eclipse.jetty.server.Request;

/** Who sent a request, as the history tells it; noted at the door. Stateless. */
final class Caller {
  private static final String ATTRIBUTE = Caller.class.getName();

  private Caller() {}

  /** Notes who sent a request. */
  static void note(Request request, String who) {
    request.setAttribute(ATTRIBUTE, who);
  }

  /** Returns who sent a request. */
  static String of(Request request) {
    return request.getAttribute(ATTRIBUTE) instanceof String who ? who : "unknown";
  }
}
