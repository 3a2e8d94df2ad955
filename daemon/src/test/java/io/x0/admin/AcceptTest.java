package io.x0.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptTest {
  private static final List<String> OFFERED = List.of("application/json", "text/event-stream");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | application/json",
        "*/* | application/json",
        "* | application/json",
        "text/event-stream | text/event-stream",
        "TEXT/Event-Stream;charset=utf-8 | text/event-stream",
        "text/* | text/event-stream",
        "text/html | none",
        "textual/* | none",
        "*/*;q=0 | none",
        "application/json;q=0 | none",
        "application/json;q=0, */* | text/event-stream",
        "application/json;q=0.2, text/event-stream;q=0.3 | text/event-stream",
        "application/json;q=0.4, text/event-stream;q=0.3 | application/json",
        "application/json; q=0.2, */*;q=0.3 | text/event-stream",
        "*/*, text/event-stream | text/event-stream",
        "text/*;q=0.5, application/*;q=0.4 | text/event-stream",
        "text/event-stream, application/json | text/event-stream",
        "application/json, text/event-stream | application/json",
        "application/json;q=7, text/html | application/json",
        "', ,' | application/json"
      })
  void choose_isWhatIsWantedMost(String accept, String chosen) {
    assertThat(Accept.parse(List.of(accept)).choose(OFFERED).orElse("none")).isEqualTo(chosen);
  }
}
