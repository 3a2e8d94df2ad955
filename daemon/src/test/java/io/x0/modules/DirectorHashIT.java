package io.x0.modules;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.x0.common.name.BackendUrl;
import io.x0.director.BackendConfig;
import io.x0.director.ControlPlane;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorSettings;
import io.x0.director.Directors;
import io.x0.director.Environments;
import io.x0.director.FakeStore;
import io.x0.director.Origin;
import io.x0.flow.CompileResult;
import io.x0.flow.FlowCompiler;
import io.x0.flow.Program;
import io.x0.flow.source.FileSourceReader;
import io.x0.proxy.JettyTimers;
import io.x0.proxy.ListenAddress;
import io.x0.proxy.ProxyConfig;
import io.x0.proxy.ProxyServer;
import io.x0.shaper.BucketTree;
import io.x0.time.Clock;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A program says which requests belong together. */
@Timeout(60)
class DirectorHashIT {
  /** Nobody answers there; the answer of the proxy says who was asked. */
  private static final BackendUrl NOWHERE = BackendUrl.parse("url", "http://127.0.0.1:1");

  @Test
  void hash_ofAField_keepsTogetherWhatHasTheSame() throws Exception {
    Directors directors = new Directors();
    CompileResult<SetupContext, RequestContext> result =
        new FlowCompiler<>(new Modules(directors).builtins(), new FileSourceReader(), Map.of())
            .compile(
                "x0d.conf",
                "setup {}\n"
                    + "main { director.hash req.header('X-User'); director.balance 'shop'; }");
    assertThat(result.report()).isEmpty();
    Program<SetupContext, RequestContext> program = Objects.requireNonNull(result.program());
    ProxyServer proxy =
        new ProxyServer(
            new ProxyConfig(exchange -> program.main().run(new RequestContext(exchange)), "x0d"),
            Clock.system());
    try {
      new ControlPlane(
              directors,
              new FakeStore(),
              Runnable::run,
              Environments.healthy(
                  Clock.system(),
                  new JettyTimers(proxy.scheduler(), proxy.executor(), Clock.system()),
                  proxy.executor()),
              event -> {})
          .declare(List.of(shop()), ControlPlane.Takeover.NONE)
          .join();
      proxy.listen(List.of(new ListenAddress("127.0.0.1", 0))).commit();
      proxy.start();
      int port = proxy.bound().get(0).port();

      Map<String, String> backends = new HashMap<>();
      for (int i = 0; i < 90; i++) {
        String user = i % 3 == 0 ? "" : "u" + i % 30;
        String backend = backendOf(port, user);
        assertThat(backends.merge(user, backend, (first, other) -> first)).isEqualTo(backend);
      }

      assertThat(backends.values()).contains("b1", "b2", "b3");
    } finally {
      proxy.stop();
    }
  }

  private static DirectorConfig shop() {
    return new DirectorConfig(
        "shop",
        Origin.STATIC,
        DirectorSettings.TABLE.apply(
            DirectorSettings.DEFAULT,
            Map.of("health-check-mode", "off", "scheduler", "hash", "max-retry-count", "0")),
        List.of(
            BackendConfig.of("b1", NOWHERE),
            BackendConfig.of("b2", NOWHERE),
            BackendConfig.of("b3", NOWHERE)),
        BucketTree.EMPTY,
        1);
  }

  private static String backendOf(int port, String user) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String request =
          "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nX-User: " + user + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII)
          .lines()
          .filter(line -> line.startsWith("X-Director-Backend: "))
          .map(line -> line.substring(20))
          .findFirst()
          .orElse("none");
    }
  }
}
