package io.x0.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.director.DirectorSettings;
import io.x0.health.HealthCheck;
import io.x0.proxy.upstream.ProbeAnswer.Verdict;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeAnswerTest {
  private static HealthCheck check(String body) {
    return DirectorSettings.TABLE
        .apply(DirectorSettings.DEFAULT, Map.of("health-check-body", body))
        .health()
        .check();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.1 200 OK~Content-Length: 5~~hello | status 200",
        "HTTP/1.1 200 OK~Content-Length: 5~~hallo | body does not match",
        "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~2~he~3~llo~0~~ | status 200",
        "HTTP/1.1 200 OK~~hello | status 200",
        "HTTP/1.1 100 Go on~~HTTP/1.1 103 Hints~A: b~~HTTP/1.1 200 OK~~hello | status 200",
        "HTTP/1.1 500 No~Content-Length: 5~~hello | status 500, expected 200-399",
        "HTTP/1.1 200 OK~Content-Length: 9~~hello | closed within the answer",
        "HTTP/1.1 100 Go on~~ | closed within the answer",
        "HTTP/1.1 20 | closed within the answer",
        "nonsense~ | not HTTP",
      })
  void verdict_doesNotDependOnHowTheBytesCome(String answer, String detail) {
    byte[] bytes = answer.replace("~", "\r\n").getBytes(StandardCharsets.US_ASCII);
    for (int piece = 1; piece <= bytes.length; piece++) {
      ProbeAnswer reader = new HttpProbeAnswer(check("hello"));
      Verdict verdict = null;
      for (int at = 0; at < bytes.length && verdict == null; at += piece) {
        verdict =
            reader.receive(ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at)).slice());
      }
      if (verdict == null) {
        verdict = reader.end();
      }

      assertThat(verdict.detail()).as("in pieces of %s", piece).isEqualTo(detail);
      assertThat(verdict.good()).isEqualTo(detail.equals("status 200"));
    }
  }
}
