package io.x0.modules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.x0.director.Directors;
import io.x0.flow.CompileResult;
import io.x0.flow.FlowCompiler;
import io.x0.flow.Program;
import io.x0.flow.source.FileSourceReader;
import io.x0.proxy.ListenAddress;
import io.x0.proxy.ProxyConfig;
import io.x0.proxy.ProxyServer;
import io.x0.time.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a program sees of real requests. */
@Timeout(60)
class RequestModuleIT {
  private static String ask(String host, String program, String request) throws Exception {
    CompileResult<SetupContext, RequestContext> result =
        new FlowCompiler<>(
                new Modules(new Directors()).builtins(), new FileSourceReader(), Map.of())
            .compile("x0d.conf", "setup {}\nmain { " + program + " }");
    assertThat(result.report()).isEmpty();
    Program<SetupContext, RequestContext> compiled = Objects.requireNonNull(result.program());
    ProxyServer proxy =
        new ProxyServer(
            new ProxyConfig(exchange -> compiled.main().run(new RequestContext(exchange)), "x0d"),
            Clock.system());
    try {
      proxy.listen(List.of(new ListenAddress(host, 0))).commit();
      proxy.start();
      try (Socket socket = new Socket(InetAddress.getByName(host), proxy.bound().get(0).port())) {
        socket.getOutputStream().write(request.getBytes(UTF_8));
        String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
        return answer.substring(answer.indexOf("\r\n\r\n") + 4).strip();
      }
    } finally {
      proxy.stop();
    }
  }

  private static String get(String target, String... fields) {
    return "GET "
        + target
        + " HTTP/1.1\r\nHost: Shop.Test:81\r\nConnection: close\r\n"
        + String.join("", fields)
        + "\r\n";
  }

  private static boolean hasIpv6() {
    try (var probe = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
      return probe.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void remoteip_ofAnIpv6Client_isItsOwn() throws Exception {
    assumeTrue(hasIpv6());

    assertThat(ask("::1", "echo string(req.remoteip)", get("/"))).isEqualTo("::1");
    assertThat(ask("::1", "echo string(req.localip)", get("/"))).isEqualTo("::1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "req.method|GET",
        "req.path|/a b/c",
        "req.query|x=1&y=%20z",
        "req.url|/a%20b/./c?x=1&y=%20z",
        "req.scheme|http",
        "req.host|shop.test",
        "string(req.remoteip)|127.0.0.1",
        "string(req.localip)|127.0.0.1",
        "string(req.is_secure)|false",
        "req.header('X-A')|one",
        "req.header('X-None')|''",
        "req.cookie('b')|2",
        "req.cookie('none')|''",
        "req.accept_language(['en', 'fr', 'de'])|de",
        "req.accept_language(['en', 'fr'])|fr",
        "req.accept_language(['it', 'es'])|it",
        "req.query_param('y')|' z'",
        "req.query_param('none')|''"
      })
  void properties_areThoseOfTheRequest(String expression, String expected) throws Exception {
    String answer =
        ask(
            "127.0.0.1",
            "echo '<' + " + expression + " + '>'",
            get(
                "/a%20b/./c?x=1&y=%20z",
                "X-A: one\r\nCookie: a=1; b=2\r\nAccept-Language: fr;q=0.5, de-AT, *;q=0.1\r\n"));

    assertThat(answer).isEqualTo("<" + expected + ">");
  }
}
