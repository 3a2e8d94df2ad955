package io.x0.admin;

import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a request, noted at the door. Immutable.
 *
 * @param who as the history tells it
 * @param isRemote whether it came over a listener
 * @param line the connection of the admin socket it came over; null if it did not
 */
record Caller(String who, boolean isRemote, @Nullable Line line) {
  private static final String ATTRIBUTE = Caller.class.getName();
  private static final Caller UNKNOWN = new Caller("unknown", false, null);

  /**
   * Notes who sent a request.
   *
   * @param line the connection it came over; null if it came over a listener
   */
  static void note(Request request, String who, @Nullable Line line) {
    request.setAttribute(ATTRIBUTE, new Caller(who, line == null, line));
  }

  /** Returns who sent a request. */
  static Caller of(Request request) {
    return request.getAttribute(ATTRIBUTE) instanceof Caller caller ? caller : UNKNOWN;
  }
}
