package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTP/2 in the clear, as clients speak it that know what they are doing, and others. */
@Timeout(60)
class FrontProtocolIT {
  private ProxyRig rig;
  private ScriptedBackend backend;

  @BeforeEach
  void start() throws Exception {
    rig = new ProxyRig();
    backend = rig.answering("here");
    rig.balance(Map.of(), backend);
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  private RawHttp2Client client() throws Exception {
    return rig.opened(new RawHttp2Client(rig.port()));
  }

  @Test
  void request_overHttp2_isForwardedAsHttp1() throws Exception {
    RawHttp2Client client =
        client()
            .request(
                1, ":method", "GET", ":scheme", "http", ":path", "/a?b", ":authority", "shop.test");

    assertThat(client.status()).isEqualTo(200);
    RawHttp2Client.Frame body = client.next(RawHttp2Client.DATA);
    assertThat(body.payload().remaining()).isEqualTo(4);
    assertThat(backend.nextRequest())
        .startsWith("GET /a?b HTTP/1.1\r\n")
        .contains("\r\nHost: shop.test\r\n", "\r\nVia: 2.0 x0d")
        .doesNotContainIgnoringCase("transfer-encoding")
        .doesNotContainIgnoringCase("content-");
  }

  @Test
  void body_overHttp2_isForwardedAndShorterThanDeclaredIsNot() throws Exception {
    ScriptedBackend reading =
        rig.backend(
            c -> {
              c.readRequest();
              c.report(c.read(3));
              c.write(ScriptedBackend.ok("got"));
            });
    rig.balance(Map.of(), reading);
    byte[] abc = {'a', 'b', 'c'};
    RawHttp2Client client = client();
    client
        .head(1, ":method", "POST", ":scheme", "http", ":path", "/", ":authority", "a")
        .frame(RawHttp2Client.DATA, 1, 1, abc);

    // Where its length is not known yet, the first bytes are the line of a chunk.
    assertThat(reading.nextEvent()).isIn("abc", "3\r\n");
    assertThat(client.status()).isEqualTo(200);

    RawHttp2Client other = client();
    other
        .head(
            1,
            ":method",
            "POST",
            ":scheme",
            "http",
            ":path",
            "/",
            ":authority",
            "a",
            "content-length",
            "9")
        .frame(RawHttp2Client.DATA, 1, 1, abc);

    assertThat(other.refusal()).isNotEqualTo(200);
  }

  /** Whether a request came over TLS is seen from its connection, not from what it says. */
  @Test
  void scheme_thatTheClientNames_isNotBelieved() throws Exception {
    client()
        .request(1, ":method", "GET", ":scheme", "https", ":path", "/2", ":authority", "shop.test")
        .status();

    assertThat(backend.nextRequest()).contains("\r\nX-Forwarded-Proto: http\r\n", ";proto=http");

    rig.client().send("GET https://shop.test/1 HTTP/1.1\r\nHost: shop.test\r\n\r\n").answer();

    assertThat(backend.nextRequest())
        .startsWith("GET /1 HTTP/1.1\r\n")
        .contains("\r\nX-Forwarded-Proto: http\r\n", ";proto=http");
  }

  /** Browsers send each cookie in a field of its own, which HTTP/1.1 does not know. */
  @Test
  void cookies_overHttp2_reachTheBackendInOneField() throws Exception {
    client()
        .request(
            1,
            ":method",
            "GET",
            ":scheme",
            "http",
            ":path",
            "/",
            ":authority",
            "shop.test",
            "cookie",
            "a=1",
            "x",
            "y",
            "cookie",
            "b=2",
            "cookie",
            "c=3")
        .status();

    assertThat(backend.nextRequest())
        .contains("\r\nCookie: a=1; b=2; c=3\r\n")
        .doesNotContain("Cookie: b");
  }

  /** RFC 9110 §7.6.2. */
  @Test
  void options_thatMayBeForwardedNoFurther_isAnsweredHere() throws Exception {
    RawClient client = rig.client();
    client.send("OPTIONS /x HTTP/1.1\r\nHost: a\r\nMax-Forwards: 0\r\n\r\n");

    assertThat(client.answer().status()).isEqualTo(204);

    client.send("OPTIONS /x HTTP/1.1\r\nHost: a\r\nMax-Forwards: 1\r\n\r\n");
    assertThat(client.answer().status()).isEqualTo(200);
    assertThat(backend.nextRequest()).startsWith("OPTIONS /x ").contains("\r\nMax-Forwards: 0\r\n");
    assertThat(backend.requests).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/x,shop.test,transfer-encoding,chunked",
    "GET,/x,shop.test,connection,close",
    "GET,/x,shop.test,upgrade,websocket",
    "GET,/x,shop.test,keep-alive,timeout=5",
    "GET,/x,shop.test,proxy-connection,keep-alive",
    "GET,/x,shop.test,te,gzip",
    "GET,/x,shop.test,host,other.test",
    "GET,/x,shop.test,content-length,5",
    "GET,/x,shop.test,X-Upper,a",
    "GET,/x,shop.test,:late,a",
    "GET?,/x,shop.test,x,a",
    "GE T,/x,shop.test,x,a",
    "CONNECT,/x,shop.test,x,a",
    "TRACE,/x,shop.test,x,a",
    "GET,x,shop.test,x,a",
    "GET,//x,shop.test,x,a",
    "GET,/a%2fb,shop.test,x,a",
    "GET,/x y,shop.test,x,a",
    "GET,/x,u@shop.test,x,a",
    "GET,/x,a b,x,a"
  })
  void request_thatNoBackendShouldInterpret_isRefused(
      String method, String path, String authority, String name, String value) throws Exception {
    RawHttp2Client hostile =
        client()
            .request(
                1,
                ":method",
                method,
                ":scheme",
                "http",
                ":path",
                path,
                ":authority",
                authority,
                name,
                value);

    assertThat(hostile.refusal()).as("status or end of the stream").isNotEqualTo(200);
    client()
        .request(
            1, ":method", "GET", ":scheme", "http", ":path", "/probe", ":authority", "shop.test")
        .status();
    assertThat(backend.nextRequest()).startsWith("GET /probe ");
  }

  @Test
  void upgrade_toHttp2InTheClear_isNotOffered() throws Exception {
    RawClient client =
        rig.client()
            .send(
                "GET /x HTTP/1.1\r\nHost: shop.test\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                    + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n");

    assertThat(client.answer().status()).isEqualTo(200);
    assertThat(backend.nextRequest())
        .doesNotContainIgnoringCase("upgrade")
        .doesNotContainIgnoringCase("http2-settings");
  }
}
