package io.x0.haproxy.model;

/**
 * How the address of the client is told to the servers. Immutable.
 *
 * @param header the field it is added to
 * @param except the network whose clients are not told, or empty
 * @param ifNone whether a field that is there is left as it is
 */
public record ForwardedFor(String header, String except, boolean ifNone) {
  /** What {@code option forwardfor} does. */
  public static final ForwardedFor DEFAULT = new ForwardedFor("X-Forwarded-For", "", false);
}
