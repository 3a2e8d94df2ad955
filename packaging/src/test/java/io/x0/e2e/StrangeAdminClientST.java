package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.common.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Slow and broken clients of the admin socket disturb nobody and learn nothing. */
@Timeout(180)
class StrangeAdminClientST {
  /** More than x0d has threads for the admin side. */
  private static final int MANY = 40;

  @Test
  void admin_manySilentClients_othersAreServedMeanwhile() throws Exception {
    serveWhileOthersSay("");
  }

  @Test
  void admin_manyHalfHeads_othersAreServedMeanwhile() throws Exception {
    serveWhileOthersSay("PUT /director/half HTTP/1.1\r\nHost: x");
  }

  @Test
  void admin_manyHalfBodies_othersAreServedMeanwhile() throws Exception {
    serveWhileOthersSay(
        "PUT /director/half HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{\"queue-");
  }

  private static void serveWhileOthersSay(String text) throws Exception {
    List<Admin> strange = new ArrayList<>();
    try (TestDaemon daemon = TestDaemon.started();
        Origin origin = Origin.named("hello");
        Client client = new Client(daemon.port())) {
      try {
        for (int i = 0; i < MANY; i++) {
          Admin one = daemon.admin();
          strange.add(one);
          one.send(text);
        }
        try (Admin admin = daemon.admin()) {
          admin.must("PUT", "/director/shop", "{}");
          admin.must("PUT", "/director/shop/backends/b", "{\"url\": \"" + origin.url() + "\"}");
        }
        // Nobody had to wait until x0d lost its patience with the last of the strange ones.
        assertThat(strange.get(MANY - 1).isSilent()).isTrue();
        assertThat(daemon.must("director", "list")).contains("shop");
        for (int i = 0; i < 100; i++) {
          assertThat(client.get("/").body()).isEqualTo("hello");
        }
        for (Admin one : strange) {
          one.close();
        }
        try (Admin admin = daemon.admin()) {
          assertThat(admin.call("GET", "/director/half").status()).isEqualTo(404);
        }
      } finally {
        for (Admin one : strange) {
          one.close();
        }
      }
    }
  }

  @Test
  void admin_hostileRequests_getProblemsWithoutInsides() throws Exception {
    List<String> wrong = new ArrayList<>();
    try (TestDaemon daemon = TestDaemon.started()) {
      answered(daemon, wrong, 400, "\u0000\u0001garbage\r\n\r\n");
      answered(daemon, wrong, 400, "GET /director/ HTTP/1.1\r\n\r\n");
      answered(daemon, wrong, 400, "GET /director/%zz HTTP/1.1\r\nHost: x\r\n\r\n");
      answered(daemon, wrong, 400, "GET /director/%ff HTTP/1.1\r\nHost: x\r\n\r\n");
      answered(daemon, wrong, 400, "GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n");
      answered(daemon, wrong, 400, "GET // HTTP/1.1\r\nHost: x\r\n\r\n");
      answered(daemon, wrong, 400, "GET /director/?a=%zz HTTP/1.1\r\nHost: x\r\n\r\n");
      answered(daemon, wrong, 405, "BREW /director/ HTTP/1.1\r\nHost: x\r\n\r\n");
      answered(daemon, wrong, 414, "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
      answered(daemon, wrong, 400, put("{\"queue-limit\": }"));
      answered(daemon, wrong, 400, put("{\"queue-limit\": [[[[]]]]}"));
      answered(daemon, wrong, 400, put("[".repeat(100_000)));
      answered(daemon, wrong, 400, put("{\"a\": ".repeat(100_000)));
      answered(daemon, wrong, 400, put("{\"queue-limit\": 99999999999999999999999999}"));
      answered(daemon, wrong, 400, put("{\"queue-limit\": 1e999999999}"));
      answered(daemon, wrong, 400, put("null"));
      answered(
          daemon,
          wrong,
          400,
          "PUT /director/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n");
      answered(
          daemon,
          wrong,
          400,
          "PUT /director/a HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n"
              + "Content-Type: application/x-www-form-urlencoded\r\n\r\na=%z");
      answered(
          daemon, wrong, 400, "PUT /director/a HTTP/1.1\r\nHost: x\r\nIf-Match: \"x\"\r\n\r\n");

      assertThat(wrong).isEmpty();
      try (Admin admin = daemon.admin()) {
        assertThat(admin.call("GET", "/director/").body()).isEqualTo("{}\n");
      }
    }
  }

  private static String put(String body) {
    return "PUT /director/a HTTP/1.1\r\nHost: x\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  /** Sends a request and notes what is not as it should be. */
  private static void answered(TestDaemon daemon, List<String> wrong, int status, String request)
      throws IOException {
    String what = request.substring(0, Math.min(80, request.length())).strip();
    try (Admin admin = daemon.admin()) {
      admin.send(request);
      Admin.Reply reply = admin.reply();
      boolean problem =
          reply.header("Content-Type").equals("application/problem+json")
              && Json.object(reply.body()).get("status").getAsInt() == reply.status();
      boolean insides =
          (reply.head() + reply.body()).matches("(?s).*(Exception|\tat |jetty|Jetty).*");
      if (reply.status() != status || !problem || insides || reply.body().length() > 2000) {
        String body = reply.body().substring(0, Math.min(300, reply.body().length()));
        wrong.add(what + " (expected: " + status + "): " + reply.head() + body);
      }
    } catch (RuntimeException | IOException e) {
      wrong.add(what + ": " + e);
    }
  }

  @Test
  void admin_bodyOfTwoMebibytes_isRefused() throws Exception {
    String body = "{\"queue-limit\": \"" + "9".repeat(2 << 20) + "\"}";
    try (TestDaemon daemon = TestDaemon.started()) {
      for (String framing : new String[] {"Content-Length: " + body.length(), "chunked"}) {
        try (Admin admin = daemon.admin()) {
          boolean chunked = framing.equals("chunked");
          try {
            admin.send(
                "PUT /director/a HTTP/1.1\r\nHost: x\r\n"
                    + (chunked ? "Transfer-Encoding: chunked" : framing)
                    + "\r\n\r\n"
                    + (chunked ? Integer.toHexString(body.length()) + "\r\n" : "")
                    + body
                    + (chunked ? "\r\n0\r\n\r\n" : ""));
          } catch (IOException e) {
            // It need not read what it refuses.
          }
          Admin.Reply reply = admin.reply();
          assertThat(reply.status()).isEqualTo(413);
          assertThat(reply.json().get("detail").getAsString()).contains("1 MiB");
        }
      }
      assertThat(daemon.ctl("director", "show", "a").exit()).isEqualTo(3);
    }
  }

  @Test
  void admin_clientsThatLeaveInTheMiddle_changeNothing() throws Exception {
    try (TestDaemon daemon = TestDaemon.started()) {
      String request = put("{\"queue-limit\": 5}").replace("/a ", "/left ");
      for (int cut = 1; cut < request.length(); cut += 3) {
        try (Admin admin = daemon.admin()) {
          admin.send(request.substring(0, cut));
        }
      }
      try (Admin admin = daemon.admin()) {
        assertThat(admin.call("GET", "/director/left").status()).isEqualTo(404);
        admin.must("PUT", "/director/shop", "{}");
      }
      assertThat(daemon.log()).doesNotContain("ERROR").doesNotContain("\tat ");
    }
  }
}
