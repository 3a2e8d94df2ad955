package io.x0.proxy;

import org.eclipse.jetty.server.Request;

/**
 * Whether a client speaks TLS with x0, whatever its request says: an absolute target or {@code
 * :scheme} names any scheme it likes, and Jetty takes that for the truth. Stateless.
 */
public final class ClientScheme {
  private ClientScheme() {}

  /** Returns whether a request came over TLS. */
  public static boolean isSecure(Request request) {
    return request.getConnectionMetaData().isSecure();
  }

  /** Returns {@code https} for a request that came over TLS, {@code http} for others. */
  public static String of(Request request) {
    return isSecure(request) ? "https" : "http";
  }
}
