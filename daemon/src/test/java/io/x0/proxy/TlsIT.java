package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.director.Director;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is who over TLS, what is negotiated, and the PROXY protocol before it. */
@Timeout(60)
class TlsIT {
  private ProxyRig rig;

  @BeforeEach
  void start() throws Exception {
    rig = new ProxyRig();
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  private Director balance(ContractOrigin origin, Map<String, String> settings) {
    return rig.balanceTo(Map.of(), 8, List.of(origin.url()), settings);
  }

  @ParameterizedTest
  @CsvSource({
    "backend.test, other.test, backend.test",
    "backend.test, backend.test, wrong.test",
    "backend.test, '', backend.test",
    "backend.test, backend.test, ''"
  })
  void certificateThatCannotBeTrusted_getsNoRequest(String shown, String trusted, String name)
      throws Exception {
    HttpContractOrigin origin =
        rig.opened(
            new HttpContractOrigin(
                "https", TestCertificate.of(shown).serverSocket(false), Map.of()));
    String ca = trusted.isEmpty() ? "" : TestCertificate.of(trusted).pem().toString();
    Director shop = balance(origin, Map.of("tls-ca-file", ca, "tls-name", name));

    RawClient.Answer answer =
        rig.client().send("POST /break HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n").answer();

    assertThat(answer.status()).isEqualTo(502);
    assertThat(origin.strange()).as("nothing was sent").isZero();
    assertThat(ProxyRig.idle(shop).counts().failed()).isPositive();
  }

  @Test
  void verifyOff_believesAnybody() throws Exception {
    HttpContractOrigin origin =
        rig.opened(
            new HttpContractOrigin(
                "https", TestCertificate.of("backend.test").serverSocket(false), Map.of()));
    balance(origin, Map.of("tls-verify", "false"));

    assertThat(rig.client().get("/x").answer().body()).isEqualTo("GET /x ");
  }

  @Test
  void ownCertificate_isShownToABackendThatWantsIt() throws Exception {
    TestCertificate certificate = TestCertificate.of("backend.test");
    HttpContractOrigin origin =
        rig.opened(new HttpContractOrigin("https", certificate.serverSocket(true), Map.of()));
    Map<String, String> settings =
        new HashMap<>(
            Map.of("tls-ca-file", certificate.pem().toString(), "tls-name", "backend.test"));
    balance(origin, settings);
    assertThat(rig.client().get("/x").answer().status()).isEqualTo(502);

    settings.put("tls-certificate-file", certificate.pemWithKey().toString());
    balance(origin, settings);
    assertThat(rig.client().get("/x").answer().status()).isEqualTo(200);
  }

  @Test
  void fileThatCannotBeRead_is502() throws Exception {
    HttpContractOrigin origin =
        rig.opened(
            new HttpContractOrigin(
                "https", TestCertificate.of("backend.test").serverSocket(false), Map.of()));
    balance(origin, Map.of("tls-ca-file", Path.of("/nowhere/ca.pem").toString()));

    assertThat(rig.client().get("/x").answer().status()).isEqualTo(502);
    assertThat(origin.strange()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"true, HTTP/2.0", "false, HTTP/1.1"})
  void http2_isNegotiatedUnlessItIsOff(boolean http2, String version) throws Exception {
    Http2ContractOrigin origin =
        rig.opened(Http2ContractOrigin.tls(TestCertificate.of("backend.test")));
    Map<String, String> settings = new HashMap<>(origin.settings());
    settings.put("http2", "" + http2);
    balance(origin, settings);

    assertThat(rig.client().get("/x").answer().status()).isEqualTo(200);
    assertThat(origin.seen.take()).isEqualTo(version + " shop.test 127.0.0.1");
  }

  @Test
  void proxyProtocol_isALineBeforeEachRequest() throws Exception {
    ScriptedBackend backend =
        rig.backend(
            c -> {
              c.readRequest();
              c.write(ScriptedBackend.ok("x"));
              c.awaitClose();
            });
    rig.balanceTo(
        Map.of(), 8, List.of("http://127.0.0.1:" + backend.port()), Map.of("proxy-protocol", "v1"));
    RawClient client = rig.client();

    for (int i = 0; i < 3; i++) {
      assertThat(client.get("/" + i).answer().status()).isEqualTo(200);
      assertThat(backend.nextRequest())
          .matches(
              "(?s)PROXY TCP4 127\\.0\\.0\\.1 127\\.0\\.0\\.1 [0-9]+ "
                  + rig.port()
                  + "\r\nGET /"
                  + i
                  + " HTTP/1\\.1\r\n.*");
    }
    assertThat(backend.connections()).isEqualTo(3);
  }

  /** What was not begun can be sent again, even a POST. */
  @Test
  void refusedStream_isSentAgain() throws Exception {
    ScriptedBackend backend =
        rig.backend(
            c -> {
              c.read(24);
              c.write("\0\0\0\4\0\0\0\0\0");
              int count = 0;
              while (true) {
                String head = c.read(9);
                if (head.length() < 9) {
                  return;
                }
                c.read(head.charAt(0) << 16 | head.charAt(1) << 8 | head.charAt(2));
                if (head.charAt(3) == 1) {
                  count++;
                  c.report("request");
                  String stream = head.substring(5, 9);
                  c.write(
                      count == 1
                          ? "\0\0\4\3\0" + stream + "\0\0\0\7"
                          : "\0\0\1\1\5" + stream + "\u0089");
                }
              }
            });
    Director shop =
        rig.balanceTo(Map.of(), 8, List.of("h2c://127.0.0.1:" + backend.port()), Map.of());

    RawClient.Answer answer =
        rig.client().send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n").answer();

    assertThat(answer.status()).isEqualTo(204);
    assertThat(backend.events).hasSize(2);
    assertThat(ProxyRig.idle(shop).counts().failed()).isZero();
  }
}
