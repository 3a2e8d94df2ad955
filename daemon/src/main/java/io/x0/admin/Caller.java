package io.x0.admin;

import org.eclipse.jetty.server.Request;

/**
 * Who sent a request, noted at the door. Immutable.
 *
 * @param who as the history tells it
 * @param isRemote whether it came over a listener
 */
record Caller(String who, boolean isRemote) {
  private static final String ATTRIBUTE = Caller.class.getName();
  private static final Caller UNKNOWN = new Caller("unknown", false);

  /** Notes who sent a request. */
  static void note(Request request, String who, boolean isRemote) {
    request.setAttribute(ATTRIBUTE, new Caller(who, isRemote));
  }

  /** Returns who sent a request. */
  static Caller of(Request request) {
    return request.getAttribute(ATTRIBUTE) instanceof Caller caller ? caller : UNKNOWN;
  }
}
