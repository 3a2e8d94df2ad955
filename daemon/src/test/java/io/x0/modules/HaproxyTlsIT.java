package io.x0.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.proxy.ListenAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Listeners of HAProxy that speak TLS, over real sockets. */
@Timeout(60)
class HaproxyTlsIT {
  private static final String DEFAULTS =
      """
      defaults
        mode http
        timeout connect 2s
        timeout client 10s
        timeout server 10s
        timeout tarpit 300ms
      """;

  @TempDir Path folder;
  private final List<FlowRig> open = new ArrayList<>();

  @AfterEach
  void close() {
    open.forEach(FlowRig::close);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** A proxy that serves with a configuration of HAProxy on a port of its own. */
  private final class Rig {
    private final int port = freePort();
    private final FlowRig flow;

    Rig(String text) throws IOException {
      Path file =
          Files.writeString(
              folder.resolve("haproxy.cfg"), text.replace("$PORT", "127.0.0.1:" + port));
      flow = new FlowRig("haproxy.load '" + file + "';", "haproxy.serve; return 418;");
      open.add(flow);
      flow.proxy.listen(flow.setup.listeners()).commit();
      flow.proxy.speak(flow.setup.wires());
    }
  }

  /** As HAProxy has it: certificate, chain and key in one file. */
  private String pem(String name, String algorithm, String host) throws Exception {
    Certificates.make(folder, name, algorithm, host);
    Path key = folder.resolve(name + ".key");
    Files.writeString(
        folder.resolve(name + ".pem"), Files.readString(key), StandardOpenOption.APPEND);
    Files.delete(key);
    return folder.resolve(name + ".pem").toString();
  }

  private Rig tls(String words) throws IOException {
    return new Rig(
        DEFAULTS
            + "listen www\n  bind $PORT ssl "
            + words
            + "\n  http-request return status 200 content-type text/plain string secure if {"
            + " ssl_fc }\n  server a 127.0.0.1:1\n");
  }

  private static String subject(int port, String name) throws Exception {
    try (SSLSocket client = ListenerTlsIT.connect(port, name)) {
      client.startHandshake();
      return ((X509Certificate) client.getSession().getPeerCertificates()[0])
          .getSubjectX500Principal()
          .getName();
    }
  }

  @Test
  void tls_fileWithItsKey_isServedOverBothProtocols() throws Exception {
    Rig rig = tls("crt " + pem("shop", "EC", "shop.test") + " alpn h2,http/1.1");

    assertThat(rig.flow.setup.remarks()).allMatch(r -> r.contains("shop.pem ends in 29 days"));
    try (SSLSocket client = ListenerTlsIT.plain(ListenerTlsIT.connect(rig.port, "shop.test"))) {
      assertThat(ListenerTlsIT.ask(client, "shop.test")).endsWith("\r\n\r\nsecure");
    }
    try (SSLSocket client = ListenerTlsIT.connect(rig.port, "shop.test")) {
      client.startHandshake();
      assertThat(client.getApplicationProtocol()).isEqualTo("h2");
    }
  }

  @Test
  void tls_folderAndList_chooseByName_andTheFirstIsForOthers() throws Exception {
    Path certificates = Files.createDirectory(folder.resolve("certs"));
    Files.move(Path.of(pem("blog", "RSA", "blog.test")), certificates.resolve("a.pem"));
    Files.move(Path.of(pem("wiki", "EC", "wiki.test")), certificates.resolve("b.pem"));
    Files.writeString(certificates.resolve("a.pem.ocsp"), "no certificate");
    Files.writeString(certificates.resolve(".hidden"), "no certificate");
    Path list =
        Files.writeString(
            folder.resolve("list.txt"),
            "# names\n\n"
                + pem("other", "EC", "x.test")
                + " [alpn h2] own.test *.own.test !a.own.test\n");
    Rig rig =
        tls("crt " + pem("shop", "EC", "shop.test") + " crt " + certificates + " crt-list " + list);

    assertThat(subject(rig.port, "shop.test")).isEqualTo("CN=shop");
    assertThat(subject(rig.port, "blog.test")).isEqualTo("CN=blog");
    assertThat(subject(rig.port, "wiki.test")).isEqualTo("CN=wiki");
    assertThat(subject(rig.port, "own.test")).isEqualTo("CN=other");
    assertThat(subject(rig.port, "b.own.test")).isEqualTo("CN=other");
    assertThat(subject(rig.port, "x.test")).as("the list says for whom it is").isEqualTo("CN=shop");
    assertThat(rig.flow.setup.remarks())
        .anyMatch(r -> r.contains("bind: crt-list: ") && r.contains("!a.own.test"))
        .anyMatch(r -> r.contains("alpn h2: all certificates are served alike"));
  }

  @Test
  void tls_clientsAndVersions_areAsNarrowAsHaproxysAre() throws Exception {
    String shop = pem("shop", "EC", "shop.test");
    Rig verifying = tls("crt " + shop + " verify required ca-file " + shop);
    try (SSLSocket client =
        ListenerTlsIT.plain(ListenerTlsIT.connect(verifying.port, "shop.test"))) {
      assertThatThrownBy(() -> ListenerTlsIT.ask(client, "shop.test"))
          .isInstanceOf(IOException.class);
    }
    Rig newest = tls("crt " + shop + " ssl-min-ver TLSv1.3");
    try (SSLSocket client = ListenerTlsIT.connect(newest.port, "shop.test", "TLSv1.2")) {
      assertThatThrownBy(client::startHandshake).isInstanceOf(IOException.class);
    }
    assertThat(subject(newest.port, "shop.test")).isEqualTo("CN=shop");
    Rig older = tls("crt " + shop + " no-tlsv13 ssl-min-ver TLSv1.0");
    try (SSLSocket client = ListenerTlsIT.connect(older.port, "shop.test")) {
      client.startHandshake();
      assertThat(client.getSession().getProtocol()).isEqualTo("TLSv1.2");
    }
    assertThat(older.flow.setup.remarks())
        .anyMatch(r -> r.contains("bind: ssl-min-ver: clients must speak TLS 1.2 at least"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | there is no certificate for it",
        "crt $SHOP verify required | verify required needs a ca-file",
        "crt $SHOP verify optional ca-file @system-ca | verify optional needs a ca-file",
        "crt $SHOP verify required ca-file $SHOP crl-file /c | crl-file: x0 does not look at it",
        "crt $SHOP verify required ca-file /not/there | cannot read /not/there",
        "crt $SHOP ssl-max-ver TLSv1.1 | x0 speaks TLS 1.2 and 1.3 only",
        "crt $SHOP force-tlsv11 | x0 speaks TLS 1.2 and 1.3 only",
        "crt $SHOP ssl-min-ver TLSv9 | ssl-min-ver TLSv9: x0 does not know it",
        "crt-list /not/there | cannot read /not/there",
        "crt $SHOP crt-list $LIST | ca-file: x0 has one way for all certificates",
      })
  void tls_thatWouldBeAnother_isNotOpened(String words, String why) throws Exception {
    String shop = pem("shop", "EC", "shop.test");
    Path list = Files.writeString(folder.resolve("list"), shop + " [ca-file /c verify required]\n");
    Rig rig =
        new Rig(
            DEFAULTS
                + "listen www\n  bind $PORT\n  bind 127.0.0.1:"
                + freePort()
                + " ssl "
                + words.replace("$SHOP", shop).replace("$LIST", list.toString())
                + "\n  server a 127.0.0.1:1\n");

    assertThat(rig.flow.setup.listeners())
        .containsExactly(new ListenAddress("127.0.0.1", rig.port));
    assertThat(rig.flow.setup.remarks())
        .anyMatch(
            r ->
                r.contains("haproxy.cfg:9: warning: bind: ")
                    && r.contains("is not opened: ")
                    && r.contains(why));
  }

  @Test
  void tls_globalWords_holdForEveryBind() throws Exception {
    pem("shop", "EC", "shop.test");
    Rig rig =
        new Rig(
            "global\n  crt-base "
                + folder
                + "\n  ssl-default-bind-options ssl-min-ver TLSv1.3 no-tls-tickets\n"
                + DEFAULTS
                + "listen www\n  bind $PORT ssl crt shop.pem\n  server a 127.0.0.1:1\n");

    assertThat(subject(rig.port, "shop.test")).isEqualTo("CN=shop");
    try (SSLSocket client = ListenerTlsIT.connect(rig.port, "shop.test", "TLSv1.2")) {
      assertThatThrownBy(client::startHandshake).isInstanceOf(IOException.class);
    }
    assertThat(rig.flow.setup.remarks())
        .anyMatch(r -> r.contains("x0 has its own way for no-tls-tickets"));
  }
}
