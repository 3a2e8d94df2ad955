package io.x0.modules;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.x0.proxy.Origins;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class LimitModuleIT {
  private static final String SMALL =
      "max_request_uri_size 64; max_request_header_size 2k; max_request_header_count 8;"
          + " max_request_body_size 10;";

  @ParameterizedTest
  @CsvSource({"64, 200", "65, 414"})
  void uriSize_longer_is414(int length, int status) throws Exception {
    try (FlowRig rig = new FlowRig(SMALL, "echo 'x';")) {
      assertThat(FlowRig.status(rig.get("/" + "a".repeat(length - 1)))).isEqualTo(status);
    }
  }

  @ParameterizedTest
  @CsvSource({"6, 200", "7, 431"})
  void headerCount_more_is431(int more, int status) throws Exception {
    String[] lines = new String[more];
    for (int i = 0; i < more; i++) {
      lines[i] = "X-" + i + ": y";
    }
    try (FlowRig rig = new FlowRig(SMALL, "echo 'x';")) {
      assertThat(FlowRig.status(rig.get("/", lines))).isEqualTo(status);
    }
  }

  @ParameterizedTest
  @CsvSource({"1500, 200", "3000, 431"})
  void headerSize_larger_is431(int length, int status) throws Exception {
    try (FlowRig rig = new FlowRig(SMALL, "echo 'x';")) {
      assertThat(FlowRig.status(rig.get("/", "X: " + "y".repeat(length)))).isEqualTo(status);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'Content-Length: 10', 0123456789, 200",
    "'Content-Length: 11', 01234567890, 413",
    "'Transfer-Encoding: chunked', 'a\r\n0123456789\r\n0\r\n\r\n', 200",
    "'Transfer-Encoding: chunked', 'b\r\n01234567890\r\n0\r\n\r\n', 413",
    "'Transfer-Encoding: chunked', '9\r\n012345678\r\n2\r\n01\r\n0\r\n\r\n', 413"
  })
  void bodySize_larger_is413AndTheConnectionEnds(String framing, String body, int status)
      throws Exception {
    try (Origins origins = new Origins();
        FlowRig rig =
            new FlowRig(
                SMALL
                    + " director.create 'shop', 'a' => 'http://127.0.0.1:"
                    + origins.reading()
                    + "'",
                "director.balance 'shop';")) {
      String end = status == 200 ? "Connection: close\r\n" : "";
      String answer = rig.ask("POST / HTTP/1.1\r\nHost: h\r\n" + end + framing + "\r\n\r\n" + body);

      assertThat(FlowRig.status(answer)).isEqualTo(status);
      assertThat(answer).contains("Connection: close\r\n");
    }
  }

  @Test
  void keepaliveRequests_last_closesTheConnection() throws Exception {
    try (FlowRig rig = new FlowRig("max_keepalive_requests 3", "echo 'x';")) {
      String request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

      String answers = rig.ask(request.repeat(3));

      assertThat(answers.split("HTTP/1.1 200", -1)).hasSize(4);
      assertThat(answers).containsOnlyOnce("Connection: close");
    }
  }

  @Test
  void keepaliveIdle_over_closesTheConnection() throws Exception {
    try (FlowRig rig = new FlowRig("max_keepalive_idle 200ms", "echo 'x';")) {
      // Ends because the proxy closes; otherwise the read would time out.
      assertThat(FlowRig.status(rig.ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n"))).isEqualTo(200);
    }
  }

  @Test
  void connections_more_areClosedAndMakeRoomWhenOthersLeave() throws Exception {
    try (FlowRig rig = new FlowRig("max_connections 3", "echo 'x';")) {
      List<Socket> sockets = new ArrayList<>();
      try {
        for (int i = 0; i < 3; i++) {
          sockets.add(new Socket("127.0.0.1", rig.port()));
          assertThat(first(sockets.get(i))).isEqualTo('H');
        }
        try (Socket surplus = new Socket("127.0.0.1", rig.port())) {
          assertThat(first(surplus)).isEqualTo(-1);
        }
        sockets.remove(0).close();
        assertThat(comesIn(rig)).isTrue();
      } finally {
        for (Socket socket : sockets) {
          socket.close();
        }
      }
    }
  }

  /** The proxy takes a moment to notice that a client has left. */
  private static boolean comesIn(FlowRig rig) throws IOException {
    for (int i = 0; i < 500; i++) {
      try (Socket socket = new Socket("127.0.0.1", rig.port())) {
        if (first(socket) == 'H') {
          return true;
        }
      }
    }
    return false;
  }

  /** Returns a connection that was let in, and stays open. */
  private static Socket entering(FlowRig rig) throws IOException {
    for (int i = 0; i < 500; i++) {
      Socket socket = new Socket("127.0.0.1", rig.port());
      if (first(socket) == 'H') {
        return socket;
      }
      socket.close();
    }
    throw new AssertionError("never let in");
  }

  private static int first(Socket socket) {
    try {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(US_ASCII));
      InputStream in = socket.getInputStream();
      return in.read();
    } catch (IOException e) {
      return -1;
    }
  }

  @Test
  void limits_ofAnotherConfiguration_holdForWhatComes() throws Exception {
    try (FlowRig rig = new FlowRig("", "echo 'x';")) {
      assertThat(FlowRig.status(rig.get("/" + "a".repeat(100)))).isEqualTo(200);
      assertThat(FlowRig.status(rig.get("/", "X: " + "y".repeat(3000)))).isEqualTo(200);

      rig.setup.limit(before -> before.withUriBytes(50).withHeaderBytes(2048));
      rig.proxy.configure(rig.setup.proxy(exchange -> false));

      assertThat(FlowRig.status(rig.get("/" + "a".repeat(100)))).isEqualTo(414);
      assertThat(FlowRig.status(rig.get("/", "X: " + "y".repeat(3000)))).isEqualTo(431);

      rig.setup.limit(before -> before.withConnections(1));
      rig.proxy.configure(rig.setup.proxy(exchange -> false));

      // Connections that clients have closed count until the proxy has noticed.
      try (Socket first = entering(rig)) {
        assertThat(first.isConnected()).isTrue();
        try (Socket second = new Socket("127.0.0.1", rig.port())) {
          assertThat(first(second)).isEqualTo(-1);
        }
      }
    }
  }

  @Test
  void rateLimit_more_is429WithRetryAfter() throws Exception {
    try (FlowRig rig = new FlowRig("", "rate.limit req.header('X-Key'), '2/hour', 2; echo 'x';")) {
      assertThat(FlowRig.status(rig.get("/", "X-Key: a"))).isEqualTo(200);
      assertThat(FlowRig.status(rig.get("/", "X-Key: a"))).isEqualTo(200);
      String refused = rig.get("/", "X-Key: a");
      assertThat(FlowRig.status(refused)).isEqualTo(429);
      assertThat(refused).containsPattern("Retry-After: 1[78][0-9]{2}\r\n");
      assertThat(FlowRig.status(rig.get("/", "X-Key: b"))).isEqualTo(200);
    }
  }

  @Test
  void rateLimit_keyOfAnyType_isTaken() throws Exception {
    try (FlowRig rig = new FlowRig("", "rate.limit req.remoteip, '1/day'; echo 'x';")) {
      assertThat(FlowRig.status(rig.get("/"))).isEqualTo(200);
      assertThat(FlowRig.status(rig.get("/"))).isEqualTo(429);
    }
  }
}
