package io.x0.proxy;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Attributes;

/** Makes requests that have what header rules look at, and nothing else. */
final class FakeRequest {
  private FakeRequest() {}

  static Request of(HttpFields fields, String address, HttpVersion version, boolean isSecure) {
    return of("GET", fields, address, version, isSecure);
  }

  static Request of(
      String verb, HttpFields fields, String address, HttpVersion version, boolean isSecure) {
    SocketAddress remote = new InetSocketAddress(literal(address), 4711);
    Attributes attributes = new Attributes.Mapped();
    ConnectionMetaData connection =
        fake(
            ConnectionMetaData.class,
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getRemoteSocketAddress" -> remote;
                  case "getLocalSocketAddress" -> remote;
                  case "getHttpVersion" -> version;
                  case "isSecure" -> isSecure;
                  case "getAttribute" -> attributes.getAttribute((String) arguments[0]);
                  case "setAttribute" ->
                      attributes.setAttribute((String) arguments[0], arguments[1]);
                  default -> throw new UnsupportedOperationException(method.toString());
                });
    return fake(
        Request.class,
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "getMethod" -> verb;
              case "getHeaders" -> fields;
              case "getConnectionMetaData" -> connection;
              default -> throw new UnsupportedOperationException(method.toString());
            });
  }

  private static InetAddress literal(String address) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static <T> T fake(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
