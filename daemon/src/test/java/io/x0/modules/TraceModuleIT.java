package io.x0.modules;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.proxy.Origins;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TraceModuleIT {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

  @TempDir Path folder;

  private static String shop(int port) {
    return "director.create 'shop', 'a' => 'http://127.0.0.1:" + port + "?capacity=4';";
  }

  private static String sent(String main, String... headerLines) throws Exception {
    try (Origins origins = new Origins()) {
      int port = origins.answering("OK");
      try (FlowRig rig = new FlowRig(shop(port), main + " director.balance 'shop';")) {
        assertThat(FlowRig.status(rig.get("/", headerLines))).isEqualTo(200);
        return origins.nextRequest(port);
      }
    }
  }

  @Test
  void trace_notAskedFor_passesOnWhatCame() throws Exception {
    assertThat(sent("", "Traceparent: nonsense", "Tracestate: a=1"))
        .contains("Traceparent: nonsense\r\n", "Tracestate: a=1\r\n");
    assertThat(sent("trace false;", "traceparent: " + PARENT))
        .contains("traceparent: " + PARENT + "\r\n");
    assertThat(sent("trace true; trace false;").toLowerCase(java.util.Locale.ROOT))
        .doesNotContain("traceparent");
  }

  @Test
  void trace_ofAClient_goesOnWithAStepOfOurs() throws Exception {
    assertThat(sent("trace true;", "traceparent: " + PARENT, "tracestate: a=1"))
        .containsPattern("(?i)traceparent: 00-" + TRACE + "-[0-9a-f]{16}-01\r\n")
        .doesNotContain(PARENT)
        .contains("tracestate: a=1\r\n");
  }

  @Test
  void trace_ofNobody_beginsAndIsSampledByShare() throws Exception {
    assertThat(sent("trace true;"))
        .containsPattern("(?i)traceparent: 00-[0-9a-f]{32}-[0-9a-f]{16}-01");
    assertThat(sent("trace true, 0%;"))
        .containsPattern("(?i)traceparent: 00-[0-9a-f]{32}-[0-9a-f]{16}-00");
  }

  @Test
  void log_tellsTheTraceAndTheTimes() throws Exception {
    Path file = folder.resolve("access.log");
    sent("accesslog '" + file + "', 'combined+'; trace true;", "traceparent: " + PARENT);
    sent("accesslog '" + file + "', 'combined+';", "traceparent: " + PARENT);

    while (Files.readAllLines(file).size() < 2) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(Files.readAllLines(file))
        .allSatisfy(
            line ->
                assertThat(line)
                    .containsPattern(
                        " shop/a bucket=\\S+ wait=0\\.\\d+ origin=\\d+\\.\\d+ total=\\d+\\.\\d+"
                            + " retries=0 term=-- cache=\"[^\"]*\" trace="
                            + TRACE
                            + "$"));
  }

  @Test
  void serverTiming_tellsTheClientWhereTheTimeWent() throws Exception {
    try (Origins origins = new Origins()) {
      String balance = " director.balance 'shop';";
      String shop = shop(origins.answering("OK"));
      try (FlowRig rig = new FlowRig(shop, "server.timing true;" + balance)) {
        assertThat(rig.get("/"))
            .containsPattern(
                "Server-Timing: x0;dur=\\d+\\.\\d, queue;dur=\\d+\\.\\d,"
                    + " origin;dur=\\d+\\.\\d\r\n");
      }
      try (FlowRig rig = new FlowRig(shop, balance)) {
        assertThat(rig.get("/")).doesNotContain("Server-Timing");
      }
    }
  }

  @Test
  void serverTiming_ofAStoredAnswer_hasNoOrigin() throws Exception {
    try (Origins origins = new Origins();
        FlowRig rig =
            new FlowRig(
                shop(
                    origins.saying(
                        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"
                            + "Cache-Control: max-age=60\r\n\r\nOK")),
                "cache true; server.timing true; director.balance 'shop';")) {
      assertThat(rig.get("/")).containsPattern("Server-Timing: .*origin;dur=");
      assertThat(rig.get("/"))
          .contains("x0d; hit")
          .containsPattern("Server-Timing: x0;dur=\\d+\\.\\d\r\n");
    }
  }
}
