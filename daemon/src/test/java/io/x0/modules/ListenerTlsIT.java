package io.x0.modules;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.director.Directors;
import io.x0.flow.FlowCompiler;
import io.x0.flow.source.FileSourceReader;
import io.x0.proxy.ListenAddress;
import io.x0.proxy.Wire;
import io.x0.proxy.tls.Identities;
import io.x0.proxy.tls.Identity;
import io.x0.proxy.tls.TlsSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Listeners with TLS and with the PROXY protocol, over real sockets. */
@Timeout(60)
class ListenerTlsIT {
  @TempDir static Path folder;

  @BeforeAll
  static void makeCertificates() throws Exception {
    Certificates.make(folder, "shop", "EC", "shop.test", "*.shop.test");
    Certificates.make(folder, "blog", "RSA", "blog.test");
    Certificates.make(folder, "new", "EC", "shop.test");
  }

  private static String context(String name) {
    return "ssl.context '%s', '%s'; "
        .formatted(folder.resolve(name + ".pem"), folder.resolve(name + ".key"));
  }

  private static FlowRig rig(String more) throws IOException {
    return new FlowRig(
        context("shop") + context("blog") + "ssl.listen '127.0.0.1:0'; " + more,
        "echo \"#{req.scheme} #{req.is_secure} #{req.remoteip}\";");
  }

  /** A client of TLS that believes any certificate, because it looks at it itself. */
  static SSLSocket connect(int port, String name, String... protocols) throws Exception {
    return connect(port, name, new KeyManager[0], protocols);
  }

  private static SSLSocket connect(int port, String name, KeyManager[] keys, String... protocols)
      throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, new TrustManager[] {new Credulous()}, new SecureRandom());
    Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
    plain.setSoTimeout(20_000);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(name.isEmpty() ? List.of() : List.of(new SNIHostName(name)));
    parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
    if (protocols.length > 0) {
      parameters.setProtocols(protocols);
    }
    socket.setSSLParameters(parameters);
    return socket;
  }

  /** Returns the answer to a GET, and all that comes until the proxy closes. */
  static String ask(SSLSocket socket, String host) throws IOException {
    socket
        .getOutputStream()
        .write(
            ("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                .getBytes(ISO_8859_1));
    return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource({
    "shop.test,shop",
    "a.shop.test,shop",
    "a.b.shop.test,shop",
    "blog.test,blog",
    "BLOG.test,blog",
    "other.test,shop",
    "'',shop"
  })
  void sni_name_choosesTheCertificate(String asked, String expected) throws Exception {
    try (FlowRig rig = rig("");
        SSLSocket socket = connect(rig.port(), asked)) {
      socket.startHandshake();

      X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      assertThat(shown.getSubjectX500Principal().getName()).isEqualTo("CN=" + expected);
      assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void request_overTls_isSecure(String version) throws Exception {
    try (FlowRig rig = rig("");
        SSLSocket socket = connect(rig.port(), "shop.test", version)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"http/1.1"});
      socket.setSSLParameters(parameters);

      assertThat(ask(socket, "shop.test")).endsWith("\r\n\r\nhttps true 127.0.0.1\n");
      assertThat(socket.getSession().getCipherSuite()).contains("_GCM_");
    }
  }

  @Test
  void host_ofAnotherCertificate_isMisdirected() throws Exception {
    try (FlowRig rig = rig("");
        SSLSocket same = plain(connect(rig.port(), "shop.test"));
        SSLSocket other = plain(connect(rig.port(), "shop.test"));
        SSLSocket unnamed = plain(connect(rig.port(), ""))) {
      assertThat(FlowRig.status(ask(same, "www.shop.test"))).isEqualTo(200);
      assertThat(FlowRig.status(ask(other, "blog.test"))).isEqualTo(421);
      assertThat(FlowRig.status(ask(unnamed, "blog.test"))).isEqualTo(200);
    }
  }

  /** Offers HTTP/1.1 only. */
  static SSLSocket plain(SSLSocket socket) {
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"http/1.1"});
    socket.setSSLParameters(parameters);
    return socket;
  }

  @Test
  void speak_otherCertificate_isShownToNewConnectionsAndOldOnesGoOn() throws Exception {
    try (FlowRig rig = rig("");
        SSLSocket before = plain(connect(rig.port(), "shop.test"))) {
      before.startHandshake();
      Identity changed = Identity.read(folder.resolve("new.pem"), folder.resolve("new.key"));
      rig.proxy.speak(
          Map.of(
              new ListenAddress("127.0.0.1", 0),
              new Wire(TlsSettings.of(new Identities(List.of(changed)), null, false), List.of())));

      try (SSLSocket after = plain(connect(rig.port(), "shop.test"))) {
        after.startHandshake();
        X509Certificate shown = (X509Certificate) after.getSession().getPeerCertificates()[0];
        assertThat(shown.getSubjectX500Principal().getName()).isEqualTo("CN=new");
      }
      assertThat(FlowRig.status(ask(before, "shop.test"))).isEqualTo(200);
    }
  }

  @Test
  void clients_withoutARequiredCertificate_getNoAnswer() throws Exception {
    String listen =
        context("shop")
            + "ssl.listen '127.0.0.1:0', client_ca: '%s';".formatted(folder.resolve("blog.pem"));
    Identity known = Identity.read(folder.resolve("blog.pem"), folder.resolve("blog.key"));
    KeyManager[] keys = {new ClientKey(known)};
    try (FlowRig rig = new FlowRig(listen, "echo 'in';");
        SSLSocket unknown = plain(connect(rig.port(), "shop.test"));
        SSLSocket client = plain(connect(rig.port(), "shop.test", keys))) {
      assertThatThrownBy(() -> ask(unknown, "shop.test")).isInstanceOf(IOException.class);
      assertThat(ask(client, "shop.test")).endsWith("in\n");
    }
  }

  @Test
  void context_keyOfAnother_isRefusedWithItsPlace() throws Exception {
    Path broken = folder.resolve("broken.pem");
    Files.writeString(broken, "-----BEGIN CERTIFICATE-----\nMAo=\n-----END CERTIFICATE-----\n");

    assertThat(report(folder.resolve("shop.pem"), folder.resolve("blog.key")))
        .startsWith("x0d.conf:1:")
        .contains("error: " + folder.resolve("blog.key") + ": not the key of the certificate in ");
    assertThat(report(broken, broken)).contains("error: " + broken + ": certificate 1 is broken");
    assertThat(report(folder.resolve("none"), broken))
        .contains("error: cannot read " + folder.resolve("none"));
    assertThatThrownBy(() -> new FlowRig("ssl.listen '127.0.0.1:0';", "blank;"))
        .hasMessageContaining("needs a certificate");
  }

  private static String report(Path certificates, Path key) {
    return new FlowCompiler<>(
            new Modules(new Directors()).builtins(), new FileSourceReader(), Map.of())
        .compile(
            "x0d.conf",
            "setup { ssl.context '%s', '%s'; }\nmain { return 404 }".formatted(certificates, key))
        .report();
  }

  @ParameterizedTest
  @CsvSource({
    "'PROXY TCP4 192.0.2.7 192.0.2.1 5000 443\r\n',127.0.0.0/8,192.0.2.7",
    "'PROXY TCP6 2001:db8::7 2001:db8::1 5000 443\r\n',127.0.0.0/8,2001:db8::7",
    "'PROXY UNKNOWN\r\n',127.0.0.0/8,127.0.0.1",
    "'',127.0.0.0/8,''",
    "'PROXY TCP4 192.0.2.7 192.0.2.1 5000 443\r\n',10.0.0.0/8,''"
  })
  void proxyProtocol_ofThoseWhoMay_saysTheClient(String header, String from, String client)
      throws Exception {
    try (FlowRig rig =
        new FlowRig(
            "listen '127.0.0.1:0'; proxy_protocol.from '127.0.0.1:0', [" + from + "];",
            "echo \"#{req.remoteip}\";")) {
      // A connection that is closed with unread bytes is reset.
      String answer;
      try {
        answer = rig.ask(header + "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      } catch (java.net.SocketException e) {
        answer = "";
      }

      assertThat(answer.isEmpty() ? "" : FlowRig.body(answer).strip()).isEqualTo(client);
    }
  }

  /** Shows one certificate, whoever asks. */
  private static final class ClientKey extends javax.net.ssl.X509ExtendedKeyManager {
    private final Identity identity;

    ClientKey(Identity identity) {
      this.identity = identity;
    }

    @Override
    public String chooseClientAlias(
        String[] keyType, java.security.Principal[] issuers, Socket socket) {
      return List.of(keyType).contains("RSA") ? "x" : null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return identity.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public java.security.PrivateKey getPrivateKey(String alias) {
      return identity.key();
    }

    @Override
    public String[] getClientAliases(String keyType, java.security.Principal[] issuers) {
      return new String[] {"x"};
    }

    @Override
    public String[] getServerAliases(String keyType, java.security.Principal[] issuers) {
      return new String[0];
    }

    @Override
    public String chooseServerAlias(
        String keyType, java.security.Principal[] issuers, Socket socket) {
      return "";
    }
  }

  private static final class Credulous extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
