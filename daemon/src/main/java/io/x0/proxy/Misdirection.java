package io.x0.proxy;

import io.x0.proxy.tls.Identities;
import io.x0.proxy.tls.TlsSettings;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;

/**
 * Tells requests that came over a connection made for another host (RFC 9110 §15.5.20). Stateless.
 */
final class Misdirection {
  private Misdirection() {}

  /** Returns whether the client asked for one certificate and now for what another stands for. */
  static boolean of(Request request) {
    if (!(request.getConnectionMetaData().getConnector() instanceof Listener listener)) {
      return false;
    }
    TlsSettings tls = listener.wire().tls();
    EndPoint.SslSessionData session =
        request.getConnectionMetaData().getConnection().getEndPoint().getSslSessionData();
    String host = request.getHttpURI().getHost();
    if (tls == null || session == null || host == null || session.sslSession() == null) {
      return false;
    }
    String asked = Identities.askedName(session.sslSession());
    return asked != null && !tls.identities().isSame(asked, host);
  }
}
