package io.x0.proxy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** A Jetty server that speaks HTTP/2, in the clear or over TLS. */
final class Http2ContractOrigin implements ContractOrigin {
  private final ServerConnector connector;
  private final Map<String, String> settings;
  private final String scheme;
  private final AtomicInteger strange = new AtomicInteger();
  private final AtomicInteger abandoned = new AtomicInteger();
  final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

  private Http2ContractOrigin(
      String scheme, ServerConnector connector, Map<String, String> settings) throws Exception {
    this.scheme = scheme;
    this.settings = settings;
    this.connector = connector;
    connector.setHost("127.0.0.1");
    connector.getServer().addConnector(connector);
    connector.getServer().setHandler(new Serving());
    connector.getServer().start();
  }

  /** Starts one without TLS. */
  static Http2ContractOrigin clear() throws Exception {
    Server server = new Server();
    return new Http2ContractOrigin(
        "h2c",
        new ServerConnector(
            server, 1, 1, new HTTP2CServerConnectionFactory(new HttpConfiguration())),
        Map.of());
  }

  /** Starts one over TLS that offers HTTP/2 and HTTP/1.1. */
  static Http2ContractOrigin tls(TestCertificate certificate) throws Exception {
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setKeyStorePath(certificate.store().toString());
    tls.setKeyStorePassword(TestCertificate.password());
    HttpConfiguration http = new HttpConfiguration();
    http.addCustomizer(new SecureRequestCustomizer(false));
    ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory("h2", "http/1.1");
    alpn.setDefaultProtocol("http/1.1");
    return new Http2ContractOrigin(
        "https",
        new ServerConnector(
            new Server(),
            1,
            1,
            new SslConnectionFactory(tls, "alpn"),
            alpn,
            new HTTP2ServerConnectionFactory(http),
            new HttpConnectionFactory(http)),
        Map.of("tls-ca-file", certificate.pem().toString(), "tls-name", "backend.test"));
  }

  @Override
  public String url() {
    return scheme + "://127.0.0.1:" + connector.getLocalPort();
  }

  @Override
  public Map<String, String> settings() {
    return settings;
  }

  @Override
  public int strange() {
    return strange.get();
  }

  @Override
  public int abandoned() {
    return abandoned.get();
  }

  @Override
  public void close() {
    LifeCycle.stop(connector.getServer());
  }

  private final class Serving extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      String target = request.getHttpURI().getPathQuery();
      seen.add(
          request.getConnectionMetaData().getHttpVersion().asString()
              + " "
              + Request.getServerName(request)
              + " "
              + request.getHeaders().get("x-forwarded-for"));
      switch (target) {
        case "/echo" -> Content.copy(request, response, callback);
        case "/length" -> {
          long length = 0;
          try (var in = Content.Source.asInputStream(request)) {
            length = in.transferTo(java.io.OutputStream.nullOutputStream());
          }
          Content.Sink.write(response, true, "" + length, callback);
        }
        case "/big" -> big(response, callback);
        case "/empty" -> {
          response.setStatus(204);
          callback.succeeded();
        }
        case "/early" -> {
          strange.incrementAndGet();
          response.setStatus(413);
          Content.Sink.write(response, true, "big", callback);
        }
        case "/break" -> {
          strange.incrementAndGet();
          request.getConnectionMetaData().getConnection().getEndPoint().close();
          callback.failed(new java.io.IOException("broken on purpose"));
        }
        case "/half" -> {
          response.getHeaders().put("Content-Length", 100);
          response.write(
              false,
              ByteBuffer.wrap("half".getBytes(StandardCharsets.UTF_8)),
              Callback.from(
                  () -> callback.failed(new java.io.IOException("broken on purpose")),
                  callback::failed));
        }
        case "/hang" -> {
          request.addFailureListener(
              failure -> {
                abandoned.incrementAndGet();
                callback.failed(failure);
              });
          strange.incrementAndGet();
        }
        default ->
            Content.Sink.write(
                response,
                true,
                request.getMethod()
                    + " "
                    + target
                    + " "
                    + java.util.Objects.requireNonNullElse(request.getHeaders().get("x-probe"), ""),
                callback);
      }
      return true;
    }

    private static void big(Response response, Callback callback) {
      byte[] all = new byte[BIG];
      for (int i = 0; i < BIG; i++) {
        all[i] = ContractOrigin.big(i);
      }
      response.write(true, ByteBuffer.wrap(all), callback);
    }
  }
}
