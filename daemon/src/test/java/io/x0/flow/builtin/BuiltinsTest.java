package io.x0.flow.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.x0.flow.closure.FlowContext;
import io.x0.flow.value.Type;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BuiltinsTest {
  private static Builtin<FlowContext> action(String name) {
    return Builtin.<FlowContext>named(name, "does it").action(args -> c -> {});
  }

  @Test
  void signature_ofEveryKindOfParameter_readsLikeADeclaration() {
    Builtin<FlowContext> builtin =
        Builtin.<FlowContext>named("x.y", "does it")
            .param("name", Type.STRING)
            .param("text", Type.STRING, "a")
            .param("count", Type.NUMBER, 5)
            .param("time", Type.DURATION, Duration.ofSeconds(90))
            .param("part", Type.SHARE, 405_000)
            .rest("more", Type.CIDR)
            .map("settings", Type.ANY)
            .bool(args -> c -> true);

    assertThat(builtin.signature())
        .isEqualTo(
            "x.y(name: String, text: String = 'a', count: Number = 5, time: Duration = 1m30s,"
                + " part: Share = 40.5%, more: CIDR ..., settings: '...' => Any ...) -> Bool");
    assertThat(action("do").signature()).isEqualTo("do()");
  }

  @Test
  void all_builtins_areSortedByName() {
    Builtins<FlowContext, FlowContext> all =
        Builtins.<FlowContext, FlowContext>builder()
            .main(action("b"))
            .setup(action("a"))
            .both(action("c"))
            .setup(action("b"))
            .build();

    assertThat(all.all().stream().map(e -> e.builtin().name() + " " + e.place()))
        .containsExactly("a setup", "b main", "b setup", "c setup and main");
    assertThat(all.names()).containsExactly("a", "b", "c");
    assertThat(all.setup("b")).hasSize(1);
    assertThat(all.main("a")).isEmpty();
    assertThat(all.main("c")).hasSize(1);
    assertThat(all.unchecked("b")).hasSize(2);
    assertThat(all.named("d")).isEmpty();
  }

  @Test
  void param_defaultOfAnotherType_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Param.optional("port", Type.NUMBER, "80"))
        .withMessage("default of port: 80 (expected: Number)");
    assertThatIllegalArgumentException().isThrownBy(() -> Param.optional("any", Type.ANY, "80"));
  }
}
