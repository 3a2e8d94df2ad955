package io.x0.modules;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.proxy.Origins;
import org.junit.jupiter.api.Test;

/** Client-side routing: the client names the backend. */
class DirectorPassIT {
  private static final String MAIN = "director.pass 'shop', req.cookie('X-Backend');";

  private static String shop(int a, int b) {
    return "director.create 'shop', 'a' => 'http://127.0.0.1:"
        + a
        + "?capacity=4', 'b' => 'http://127.0.0.1:"
        + b
        + "?capacity=4';";
  }

  @Test
  void pass_namedBackend_isTheOneThatServes() throws Exception {
    try (Origins origins = new Origins();
        FlowRig rig = new FlowRig(shop(origins.answering("A"), origins.answering("B")), MAIN)) {
      for (int i = 0; i < 4; i++) {
        String answer = rig.get("/", "Cookie: X-Backend=b");
        assertThat(FlowRig.status(answer)).isEqualTo(200);
        assertThat(FlowRig.body(answer)).contains("B");
        assertThat(answer).contains("X-Director-Backend: b\r\n");
      }
    }
  }

  @Test
  void pass_noName_isBalanced() throws Exception {
    try (Origins origins = new Origins();
        FlowRig rig = new FlowRig(shop(origins.answering("A"), origins.answering("B")), MAIN)) {
      assertThat(FlowRig.body(rig.get("/")) + FlowRig.body(rig.get("/"))).contains("A", "B");
    }
  }

  @Test
  void pass_unknownName_isRefusedAndNeverServedByAnother() throws Exception {
    try (Origins origins = new Origins();
        FlowRig rig = new FlowRig(shop(origins.answering("A"), origins.answering("B")), MAIN)) {
      String answer = rig.get("/", "Cookie: X-Backend=nobody");

      assertThat(FlowRig.status(answer)).isEqualTo(503);
      assertThat(answer).contains("Retry-After: ").doesNotContain("nobody");
    }
  }

  @Test
  void pass_deadBackend_isTriedOnceOnly() throws Exception {
    try (Origins origins = new Origins();
        FlowRig rig = new FlowRig(shop(origins.answering("A"), origins.closed()), MAIN)) {
      String answer = rig.get("/", "Cookie: X-Backend=b");

      assertThat(FlowRig.status(answer)).isEqualTo(502);
      assertThat(rig.directors.find("shop").orElseThrow().snapshot().counts().retried()).isZero();
    }
  }

  @Test
  void http_addressAndPort_needNoDirector() throws Exception {
    try (Origins origins = new Origins()) {
      int port = origins.answering("direct");
      try (FlowRig rig =
          new FlowRig(
              "",
              "if req.path == '/dead' { director.http 127.0.0.1, "
                  + origins.closed()
                  + "; } director.http 127.0.0.1, "
                  + port
                  + ";")) {
        assertThat(FlowRig.body(rig.get("/"))).isEqualTo("direct");
        assertThat(FlowRig.body(rig.get("/again"))).isEqualTo("direct");
        for (int i = 0; i < 5; i++) {
          assertThat(FlowRig.status(rig.get("/dead"))).isEqualTo(502);
        }
        assertThat(rig.directors.find("direct")).isEmpty();
      }
    }
  }

  @Test
  void pass_unknownDirector_is503() throws Exception {
    try (FlowRig rig = new FlowRig("", "director.pass 'nothing', 'a';")) {
      assertThat(FlowRig.status(rig.get("/"))).isEqualTo(503);
    }
  }
}
