package io.x0.modules;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.proxy.Origins;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class HeaderModuleIT {
  private static String shop(int port) {
    return "director.create 'shop', 'a' => 'http://127.0.0.1:" + port + "?capacity=4';";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "echo 'x'|200",
        "return 403|403",
        "redirect '/y'|302",
        "director.balance 'nothing'|503",
        "log 'falls off'|404",
        "echo string(1 / int(req.query))|500"
      })
  void header_ofOurAnswers_isChanged(String answer, int status) throws Exception {
    try (FlowRig rig =
        new FlowRig(
            "",
            "header.add 'X-A', '1'; header.add 'X-A', '2'; header.overwrite 'Cache-Control', 'no';"
                + " header.append 'X-B', req.query + 'b'; header.append 'X-B', 'c', ', '; "
                + answer
                + ";")) {
      String got = rig.get("/");

      assertThat(FlowRig.status(got)).isEqualTo(status);
      assertThat(got)
          .contains("X-A: 1\r\n", "X-A: 2\r\n", "Cache-Control: no\r\n", "X-B: b, c\r\n")
          .doesNotContain("no-store");
    }
  }

  @Test
  void header_ofABackendsAnswer_isChanged() throws Exception {
    try (Origins origins = new Origins();
        FlowRig rig =
            new FlowRig(
                shop(
                    origins.saying(
                        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nServer: secret/1\r\nX-B:"
                            + " b\r\n\r\nOK")),
                "header.remove 'Server'; header.append 'X-B', 'c', ', '; header.add 'X-C', 'd';"
                    + " header.remove 'X-Director-Backend'; director.balance 'shop';")) {
      String got = rig.get("/");

      assertThat(FlowRig.status(got)).isEqualTo(200);
      assertThat(FlowRig.body(got)).isEqualTo("OK");
      assertThat(got)
          .contains("X-B: b, c\r\n", "X-C: d\r\n")
          .doesNotContain("Server: ")
          .doesNotContain("X-Director-Backend");
    }
  }

  @Test
  void header_valueFromTheRequest_cannotAddALine() throws Exception {
    try (FlowRig rig = new FlowRig("", "header.add 'X-A', req.query_param('v'); echo 'x';")) {
      String got = rig.get("/?v=a%0d%0aX-Evil:%20b%00%c4%8a");

      assertThat(got).contains("X-A: aX-Evil: b").doesNotContain("\r\nX-Evil");
    }
  }

  @Test
  void reqHeader_setAndRemove_changeWhatTheBackendGets() throws Exception {
    try (Origins origins = new Origins()) {
      int port = origins.answering("OK");
      try (FlowRig rig =
          new FlowRig(
              shop(port),
              "req.header.set 'X-A', req.header('X-A') + '2'; req.header.set 'Host', 'inner.test';"
                  + " req.header.remove 'X-B'; req.header.remove 'X-Forwarded-For';"
                  + " req.header.set 'X-Plan', req.query_param('p'); director.balance 'shop';")) {
        assertThat(FlowRig.status(rig.get("/?p=a%0d%0aX-E:b", "X-A: 1", "X-B: b"))).isEqualTo(200);

        String request = origins.nextRequest(port);
        assertThat(request)
            .contains("X-A: 12\r\n")
            .containsOnlyOnce("Host: inner.test")
            .contains("X-Plan: aX-E:b")
            .doesNotContain("\r\nHost: shop.test")
            .doesNotContain("X-B")
            .doesNotContain("X-Forwarded-For");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'/new' + req.path|/a%20b?q=1|/new/a%20b?q=1",
        "('/new?x=y')|/a?q=1|/new?x=y",
        "'/n/' + req.query_param('q')|/?q=a%20%0db%23c|''",
        "'/n/' + req.query_param('q')|/?q=a%20b%23c|/n/a%20b%23c?q=a%20b%23c"
      })
  void rewrite_asksTheBackendForAnother(String path, String target, String expected)
      throws Exception {
    try (Origins origins = new Origins()) {
      int port = origins.answering("OK");
      try (FlowRig rig =
          new FlowRig(shop(port), "req.rewrite " + path + "; director.balance 'shop';")) {
        int status = FlowRig.status(rig.get(target));
        assertThat(status).isEqualTo(expected.isEmpty() ? 400 : 200);
        if (status == 200) {
          assertThat(origins.nextRequest(port)).startsWith("GET " + expected + " HTTP/1.1\r\n");
        }
      }
    }
  }

  @Test
  void rewrite_toWhatIsNoPath_answers400() throws Exception {
    try (FlowRig rig = new FlowRig("", "req.rewrite req.query; echo 'x';")) {
      assertThat(FlowRig.status(rig.get("/?relative"))).isEqualTo(400);
      assertThat(FlowRig.status(rig.get("/?/a/../b"))).isEqualTo(400);
      assertThat(FlowRig.status(rig.get("/?/a"))).isEqualTo(200);
    }
  }
}
