package io.x0.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.x0.admin.socket.Connections;
import io.x0.admin.socket.SocketPlace;
import io.x0.admin.socket.UnixConnector;
import io.x0.time.ManualTime;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The door of the admin socket, with a real socket and little patience. */
@Timeout(60)
class SocketGateIT {
  private static final long PATIENCE_MILLIS = 300;

  @TempDir Path folder;
  private final ManualTime time = new ManualTime();
  private final Server server = new Server();
  private Path socket;

  /** Answers who asks, after the body has come. */
  private static final class Echo extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      var unused =
          BodyReader.read(request)
              .whenComplete(
                  (body, failure) -> {
                    response.setStatus(failure == null ? 200 : 408);
                    String text = failure == null ? Caller.of(request).who() + body.length : "late";
                    response.write(true, UTF_8.encode(text), callback);
                  });
      return true;
    }
  }

  /** A client on a connection of its own. */
  private final class Client implements Closeable {
    private final SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);

    Client() throws IOException {
      channel.connect(UnixDomainSocketAddress.of(socket));
    }

    Client say(String text) throws IOException {
      channel.write(UTF_8.encode(text));
      return this;
    }

    /** Returns what comes until the connection is closed. */
    String all() throws IOException {
      ByteArrayOutputStream in = new ByteArrayOutputStream();
      Channels.newInputStream(channel).transferTo(in);
      return in.toString(UTF_8);
    }

    /** Returns what comes first. */
    String some() throws IOException {
      ByteBuffer in = ByteBuffer.allocate(4096);
      channel.read(in);
      return UTF_8.decode(in.flip()).toString();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  @BeforeEach
  void start() throws Exception {
    socket = folder.resolve("admin.sock");
    Connections connections = new Connections();
    UnixConnector connector =
        new UnixConnector(
            server, new SocketPlace(socket, null), connections, new HttpConnectionFactory());
    connector.setIdleTimeout(PATIENCE_MILLIS);
    server.addConnector(connector);
    server.setHandler(
        new SocketGate(
            new Echo(), connections, connector::group, new ChangeRate(time), PATIENCE_MILLIS));
    server.setErrorHandler(new ProblemErrors());
    server.setStopTimeout(0);
    connector.open(false);
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  private static String get() {
    return "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  }

  @Test
  void request_ofTheOwnUser_isPassedOnWithTheName() throws Exception {
    try (Client client = new Client()) {
      assertThat(client.say(get()).some())
          .startsWith("HTTP/1.1 200")
          .endsWith(System.getProperty("user.name") + "0");
    }
  }

  @Test
  void silence_beforeAndWithinTheHead_endsTheConnection() throws Exception {
    try (Client silent = new Client();
        Client half = new Client().say("GET / HTTP/1.1\r\nHos")) {
      assertThat(silent.all()).isEmpty();
      assertThat(half.all()).doesNotContain("200");
    }
  }

  @Test
  void silence_withinTheBody_isAFailureAndEndsTheConnection() throws Exception {
    try (Client half =
        new Client().say("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n123")) {
      assertThat(half.all()).startsWith("HTTP/1.1 408").endsWith("late");
    }
    try (Client half =
        new Client().say("PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na")) {
      assertThat(half.all()).startsWith("HTTP/1.1 408");
    }
  }

  @Test
  void silence_betweenRequests_isAllowedForLonger() throws Exception {
    try (Client patient = new Client();
        Client silent = new Client()) {
      patient.say("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n1");
      assertThat(patient.some()).startsWith("HTTP/1.1 200");
      // Both are silent from here on, and the other one has been for less time when it is cut off.
      assertThat(silent.all()).isEmpty();

      assertThat(patient.say(get()).some()).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void connections_allPlacesTaken_oneMoreIsToldSoUntilOneIsFree() throws Exception {
    List<Client> others = new ArrayList<>();
    try {
      for (int i = 0; i < Connections.PLACES; i++) {
        Client other = new Client();
        others.add(other);
        assertThat(other.say(get()).some()).startsWith("HTTP/1.1 200");
      }
      try (Client late = new Client()) {
        assertThat(late.say(get()).all())
            .startsWith("HTTP/1.1 503")
            .containsIgnoringCase("\r\nretry-after: 1\r\n")
            .containsIgnoringCase("\r\nconnection: close\r\n")
            .contains("too many are connected to the admin socket (64 at most)");
      }

      others.get(0).close();

      boolean isServed = false;
      for (int i = 0; i < 1000 && !isServed; i++) {
        try (Client next = new Client()) {
          isServed = next.say(get()).some().startsWith("HTTP/1.1 200");
        }
      }
      assertThat(isServed).isTrue();
    } finally {
      for (Client other : others) {
        other.close();
      }
    }
  }

  @Test
  void changes_moreThanABurst_areToldToWaitAndReadsAreNot() throws Exception {
    String put = "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
    try (Client client = new Client()) {
      for (int i = 0; i < 1000; i++) {
        assertThat(client.say(put).some()).startsWith("HTTP/1.1 200");
      }
      assertThat(client.say(put).some())
          .startsWith("HTTP/1.1 429")
          .containsIgnoringCase("\r\nretry-after: 1\r\n")
          .contains("too many changes of " + System.getProperty("user.name"));
      assertThat(client.say(get()).some()).startsWith("HTTP/1.1 200");

      time.advance(Duration.ofMillis(10));

      assertThat(client.say(put).some()).startsWith("HTTP/1.1 200");
      assertThat(client.say(put).some()).startsWith("HTTP/1.1 429");
    }
  }
}
