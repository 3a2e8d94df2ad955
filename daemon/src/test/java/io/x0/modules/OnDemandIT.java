package io.x0.modules;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.x0.director.ControlPlane;
import io.x0.director.Edit;
import io.x0.director.Environments;
import io.x0.director.FakeStore;
import io.x0.proxy.JettyTimers;
import io.x0.proxy.ListenAddress;
import io.x0.time.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A program hands requests to directors on demand. */
@Timeout(60)
class OnDemandIT {
  /** Nobody answers there; the answer of the proxy says which director was asked. */
  private static final Map<String, String> NOWHERE = Map.of("url", "http://127.0.0.1:1");

  private static final Pattern CLUSTER = Pattern.compile("X-Director-Cluster: ([^\r]*)\r");

  private FlowRig rig;
  private ControlPlane control;

  @BeforeEach
  void start() throws IOException {
    rig = new FlowRig("", "director.ondemand; return 418;");
    rig.proxy
        .listen(List.of(new ListenAddress("127.0.0.1", 0), new ListenAddress("localhost", 0)))
        .commit();
    control =
        new ControlPlane(
            rig.directors,
            new FakeStore(),
            Runnable::run,
            Environments.healthy(
                Clock.system(),
                new JettyTimers(rig.proxy.scheduler(), rig.proxy.executor(), Clock.system()),
                rig.proxy.executor()),
            event -> {});
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private int port(int listener) {
    return rig.proxy.bound().get(listener).port();
  }

  private void create(String name, Map<String, String> settings) {
    control.submit("root", Edit.createDirector(name, settings)).join();
    control.submit("root", Edit.addBackend(name, "b1", NOWHERE)).join();
    control
        .submit(
            "root",
            Edit.setDirector(
                name, Map.of("max-retry-count", "0", "enqueue-on-unavailable", "false"), false))
        .join();
  }

  /** Returns the director that answered, or the status when none did. */
  private String ask(int listener, String host) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(listener))) {
      socket
          .getOutputStream()
          .write(
              ("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                  .getBytes(US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
      Matcher cluster = CLUSTER.matcher(answer);
      return cluster.find() ? cluster.group(1) : answer.substring(9, 12);
    }
  }

  @Test
  void ondemand_picksByHostAndLocalPort_elseGoesOn() throws IOException {
    String second = Integer.toString(port(1));
    create("exact", Map.of("hostname", "shop.test"));
    create("exact-second", Map.of("hostname", "shop.test", "port", second));
    create("wild", Map.of("hostname", "*.shop.test"));
    create("second", Map.of("port", second));

    assertThat(ask(0, "shop.test")).isEqualTo("exact");
    assertThat(ask(0, "SHOP.test.:1234")).isEqualTo("exact");
    assertThat(ask(1, "shop.test")).isEqualTo("exact-second");
    assertThat(ask(0, "www.shop.test")).isEqualTo("wild");
    assertThat(ask(1, "other.test")).isEqualTo("second");
    assertThat(ask(0, "other.test")).isEqualTo("418");
    // The port in the field is what the client believes, not where it came in.
    assertThat(ask(0, "other.test:" + second)).isEqualTo("418");
  }

  @Test
  void ondemand_changedHostname_countsForTheNextRequest() throws IOException {
    create("shop", Map.of("hostname", "a.test"));
    assertThat(ask(0, "a.test")).isEqualTo("shop");

    control.submit("root", Edit.setDirector("shop", Map.of("hostname", "b.test"), false)).join();

    assertThat(ask(0, "a.test")).isEqualTo("418");
    assertThat(ask(0, "b.test")).isEqualTo("shop");
    control.submit("root", Edit.deleteDirector("shop")).join();
    assertThat(ask(0, "b.test")).isEqualTo("418");
  }
}
