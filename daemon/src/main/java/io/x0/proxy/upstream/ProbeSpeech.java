package io.x0.proxy.upstream;

import io.x0.common.name.BackendUrl;
import io.x0.common.name.BackendUrl.Protocol;
import io.x0.director.DirectorSettings;
import io.x0.health.HealthCheck;
import io.x0.health.Probe;
import io.x0.proxy.fastcgi.Records;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.alpn.client.ALPNClientConnection;
import org.eclipse.jetty.alpn.client.ALPNClientConnectionFactory;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ClientConnectionFactory;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslClientConnectionFactory;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;

/** What a check says, in the protocol of its backend. Immutable. */
final class ProbeSpeech {
  private static final Set<String> METHODS_WITH_BODY = Set.of("POST", "PUT", "PATCH");
  private static final String HTTP2 = "h2";
  private static final String HTTP1 = "http/1.1";

  private final JettyProbe probe;
  private final ProbeRun run;
  private final Probe.Target target;
  private final HealthCheck check;
  private final BackendUrl url;

  ProbeSpeech(JettyProbe probe, ProbeRun run) {
    this.probe = probe;
    this.run = run;
    this.target = run.target();
    this.check = target.check();
    this.url = target.url();
  }

  /** Returns the connection over an endpoint that was just connected. */
  Connection over(EndPoint endPoint) throws IOException {
    if (check.type() == HealthCheck.Type.TCP) {
      return http1(endPoint);
    }
    Map<String, Object> context = new HashMap<>();
    ClientConnectionFactory factory =
        switch (url.protocol()) {
          case HTTP -> (e, c) -> http1(e);
          case H2C -> this::http2;
          case FCGI -> (e, c) -> fastCgi(e);
          case HTTPS -> tls(context);
        };
    byte[] introduction = Introduction.ofItself(target.link().proxyProtocol());
    if (introduction.length > 0) {
      return new IntroductionConnection(
          endPoint, introduction, () -> factory.newConnection(endPoint, context));
    }
    return factory.newConnection(endPoint, context);
  }

  private ClientConnectionFactory tls(Map<String, Object> context) {
    context.put(ClientTls.CONTEXT_KEY, target.link().tls());
    context.put(
        ClientConnector.REMOTE_SOCKET_ADDRESS_CONTEXT_KEY,
        InetSocketAddress.createUnresolved(url.host(), url.port()));
    List<String> protocols = target.link().tls().http2() ? List.of(HTTP2, HTTP1) : List.of(HTTP1);
    ClientConnectionFactory negotiated =
        (endPoint, c) ->
            endPoint.getConnection() instanceof ALPNClientConnection alpn
                    && HTTP2.equals(alpn.getProtocol())
                ? http2(endPoint, c)
                : http1(endPoint);
    return new SslClientConnectionFactory(
        probe.tls(),
        probe.buffers(),
        probe.executor(),
        new ALPNClientConnectionFactory(probe.executor(), negotiated, protocols)) {
      @Override
      protected SslConnection newSslConnection(EndPoint endPoint, SSLEngine engine) {
        SslConnection connection = super.newSslConnection(endPoint, engine);
        connection.addHandshakeListener(
            new SslHandshakeListener() {
              @Override
              public void handshakeFailed(Event event, Throwable failure) {
                run.onFailure(failure);
              }
            });
        return connection;
      }
    };
  }

  private Connection http1(EndPoint endPoint) {
    String text =
        check.method()
            + " "
            + check.path()
            + " HTTP/1.1\r\nHost: "
            + check.host()
            + "\r\nUser-Agent: x0-health-check\r\nX0-Director: "
            + target.director()
            + "\r\nX0-Backend: "
            + target.backend()
            + (METHODS_WITH_BODY.contains(check.method()) ? "\r\nContent-Length: 0" : "")
            + "\r\nConnection: close\r\n\r\n";
    return connection(
        endPoint,
        ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)),
        new HttpProbeAnswer(check));
  }

  private Connection fastCgi(EndPoint endPoint) {
    Upstream.Outgoing request =
        new Upstream.Outgoing(
            url,
            target.link(),
            new Upstream.Client("127.0.0.1", 0, "127.0.0.1", 0, false, "HTTP/1.1"),
            check.method(),
            check.path(),
            HttpFields.build()
                .add(HttpHeader.HOST, check.host())
                .add(HttpHeader.USER_AGENT, "x0-health-check")
                .add("X0-Director", target.director())
                .add("X0-Backend", target.backend()),
            null,
            0,
            () -> null,
            DirectorSettings.DEFAULT.timeouts());
    Map<String, String> params = FastCgiRequest.params(request, 0).all();
    if (!check.script().isEmpty()) {
      params.put("SCRIPT_FILENAME", check.script());
    }
    ByteBuffer begin = Records.begin(params, false);
    ByteBuffer end = Records.bodyEnd();
    ByteBuffer whole = ByteBuffer.allocate(begin.remaining() + end.remaining());
    whole.put(begin).put(end).flip();
    return connection(endPoint, whole, new FastCgiProbeAnswer(check));
  }

  private Connection connection(EndPoint endPoint, ByteBuffer question, ProbeAnswer answer) {
    run.expect(answer);
    return new ProbeConnection(endPoint, probe.executor(), probe.buffers(), run, question, answer);
  }

  private Connection http2(EndPoint endPoint, Map<String, Object> context) throws IOException {
    Http2Question question =
        new Http2Question(run, url.protocol() == Protocol.HTTPS ? "https" : "http");
    run.expect(question);
    return question.connection(probe.http2(), endPoint, context);
  }
}
