package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";

  private static HttpFields received(String... parents) {
    HttpFields.Mutable fields =
        HttpFields.build().add("Tracestate", "a=1").add("Tracestate", "b=2");
    for (String parent : parents) {
      fields.add("Traceparent", parent);
    }
    return fields;
  }

  private static HttpFields sent(HttpFields received, boolean isNewSampled) {
    return TraceContext.next(received, isNewSampled).apply(received);
  }

  @ParameterizedTest
  @CsvSource({
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01,01",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00,00",
    // Flags that are not known yet are not passed on.
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-ff,01",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-02,00",
    "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01,01",
    "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-comes,01"
  })
  void next_ofATrace_keepsItAndIsAStepOfItsOwn(String parent, String flags) {
    HttpFields sent = sent(received(parent), false);

    String own = sent.get("traceparent");
    assertThat(own).matches("00-" + TRACE + "-[0-9a-f]{16}-" + flags);
    assertThat(own).doesNotContain(PARENT).doesNotContain("0000000000000000");
    assertThat(sent.getValuesList("traceparent")).hasSize(1);
    assertThat(sent.getValuesList("tracestate")).containsExactly("a=1", "b=2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.more",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4BF92F3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b/-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0:",
        "0:-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7_01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01"
      })
  void next_ofWhatIsMalformed_beginsAnewWithoutTheStateOfOthers(String parent) {
    HttpFields sent = sent(received(parent), true);

    assertThat(TraceContext.of(received(parent))).isNull();
    assertThat(sent.get("traceparent"))
        .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01")
        .doesNotContain(TRACE);
    assertThat(sent.contains("tracestate")).isFalse();
  }

  @Test
  void next_ofTwoParents_believesNeither() {
    String parent = "00-" + TRACE + "-" + PARENT + "-01";

    assertThat(sent(received(parent, parent), false).getValuesList("traceparent"))
        .singleElement()
        .asString()
        .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00")
        .doesNotContain(TRACE);
  }

  @Test
  void next_ofNothing_isAnotherTraceEachTime() {
    TraceContext one = TraceContext.next(HttpFields.EMPTY, true);
    TraceContext other = TraceContext.next(HttpFields.EMPTY, false);

    assertThat(one.isSampled()).isTrue();
    assertThat(other.isSampled()).isFalse();
    assertThat(one.isContinued()).isFalse();
    assertThat(one.traceId()).hasSize(32).isNotEqualTo(other.traceId());
    assertThat(one.parentId()).hasSize(16).isNotEqualTo(other.parentId());
  }
}
