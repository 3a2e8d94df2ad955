package io.x0.modules.haproxy;

import io.x0.flow.value.IpAddress;
import io.x0.haproxy.sample.RequestView;
import io.x0.proxy.ClientScheme;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** A request as it came, for the rules of HAProxy. One thread. */
final class ClientRequest implements RequestView {
  private static final IpAddress LOOPBACK = IpAddress.parse("127.0.0.1").orElseThrow();

  private final Request request;

  ClientRequest(Request request) {
    this.request = request;
  }

  @Override
  public String method() {
    return request.getMethod();
  }

  @Override
  public String path() {
    String path = request.getHttpURI().getPath();
    return path == null || path.isEmpty() ? "/" : path;
  }

  @Override
  public Optional<String> query() {
    return Optional.ofNullable(request.getHttpURI().getQuery());
  }

  @Override
  public String host() {
    String host = request.getHeaders().get("Host");
    return host == null ? "" : host;
  }

  @Override
  public List<String> headers(String name) {
    return request.getHeaders().getValuesList(name);
  }

  @Override
  public Optional<String> cookie(String name) {
    return Cookies.value(headers("Cookie"), name);
  }

  @Override
  public IpAddress sourceAddress() {
    return address(request.getConnectionMetaData().getRemoteSocketAddress());
  }

  @Override
  public int sourcePort() {
    return Math.max(0, Request.getRemotePort(request));
  }

  @Override
  public IpAddress localAddress() {
    return address(request.getConnectionMetaData().getLocalSocketAddress());
  }

  @Override
  public int localPort() {
    return request.getConnectionMetaData().getLocalSocketAddress() instanceof InetSocketAddress a
        ? a.getPort()
        : 0;
  }

  @Override
  public boolean isTls() {
    return ClientScheme.isSecure(request);
  }

  private static IpAddress address(@Nullable SocketAddress address) {
    InetAddress resolved = address instanceof InetSocketAddress inet ? inet.getAddress() : null;
    return resolved == null ? LOOPBACK : IpAddress.of(resolved);
  }
}
