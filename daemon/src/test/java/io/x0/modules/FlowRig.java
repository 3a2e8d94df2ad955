package io.x0.modules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.x0.director.ControlPlane;
import io.x0.director.Directors;
import io.x0.director.Environments;
import io.x0.director.FakeStore;
import io.x0.flow.CompileResult;
import io.x0.flow.FlowCompiler;
import io.x0.flow.Program;
import io.x0.flow.source.FileSourceReader;
import io.x0.proxy.JettyTimers;
import io.x0.proxy.ListenAddress;
import io.x0.proxy.ProxyServer;
import io.x0.time.Clock;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A proxy on loopback that runs a configuration: what setup declares is in force (its listeners are
 * not opened), backends are taken to be healthy, and {@link #ask} sends it requests.
 */
final class FlowRig implements AutoCloseable {
  final Directors directors = new Directors();
  final SetupContext setup = new SetupContext();
  final ProxyServer proxy;
  private final String host;

  /** Waits for what becomes true a moment after an answer. */
  static void await(BooleanSupplier condition) {
    for (int i = 0; i < 2000 && !condition.getAsBoolean(); i++) {
      LockSupport.parkNanos(5_000_000);
    }
    assertThat(condition.getAsBoolean()).as("came true in time").isTrue();
  }

  FlowRig(String setupText, String mainText) throws IOException {
    this("127.0.0.1", setupText, mainText);
  }

  /**
   * @param host where to listen
   */
  FlowRig(String host, String setupText, String mainText) throws IOException {
    this.host = host;
    Modules modules = new Modules(directors);
    CompileResult<SetupContext, RequestContext> result =
        new FlowCompiler<>(modules.builtins(), new FileSourceReader(), Map.of())
            .compile(
                "x0d.conf",
                "handler setup { " + setupText + " }\nhandler main { " + mainText + " }");
    assertThat(result.report()).isEmpty();
    Program<SetupContext, RequestContext> program = Objects.requireNonNull(result.program());
    assertThat(program.setup().run(setup)).isFalse();
    proxy = new ProxyServer(setup.proxy(modules.requests(program)), Clock.system());
    var unused =
        new ControlPlane(
                directors,
                new FakeStore(),
                Runnable::run,
                Environments.healthy(
                    Clock.system(),
                    new JettyTimers(proxy.scheduler(), proxy.executor(), Clock.system()),
                    proxy.executor()),
                event -> {})
            .declare(setup.declared(), ControlPlane.Takeover.NONE)
            .join();
    proxy.speak(setup.wires());
    proxy.listen(List.of(new ListenAddress(host, 0))).commit();
    proxy.start();
  }

  /** Returns the port it listens on. */
  int port() {
    return proxy.bound().get(0).port();
  }

  /** Sends what {@code request} says and returns all that comes until the proxy closes. */
  String ask(String request) throws IOException {
    try (Socket socket = new Socket(host, port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  /** Returns the whole answer to a GET with these header lines. */
  String get(String target, String... headerLines) throws IOException {
    StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: shop.test\r\n");
    for (String line : headerLines) {
      request.append(line).append("\r\n");
    }
    return ask(request.append("Connection: close\r\n\r\n").toString());
  }

  /** Returns what follows the head of an answer. */
  static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  /** Returns the status of an answer. */
  static int status(String answer) {
    return Integer.parseInt(answer.substring(9, 12));
  }

  @Override
  public void close() {
    proxy.stop();
  }
}
