package io.x0.flow.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {
  private static final List<String> NAMES =
      List.of("listen", "log", "req.path", "req.host", "director.balance", "main");

  @Test
  void suggest_misspeltName_findsTheNearest() {
    assertThat(NearestName.suggest("lisen", NAMES)).isEqualTo("did you mean 'listen'?");
    assertThat(NearestName.suggest("lsiten", NAMES)).isEqualTo("did you mean 'listen'?");
    assertThat(NearestName.suggest("lgo", NAMES)).isEqualTo("did you mean 'log'?");
    assertThat(NearestName.suggest("req.hots", NAMES)).isEqualTo("did you mean 'req.host'?");
    assertThat(NearestName.suggest("director.blance", NAMES))
        .isEqualTo("did you mean 'director.balance'?");
    assertThat(NearestName.suggest("path", NAMES)).isEqualTo("did you mean 'req.path'?");
  }

  @Test
  void suggest_farName_findsNone() {
    assertThat(NearestName.suggest("zzzzzz", NAMES)).isNull();
    assertThat(NearestName.suggest("lo", NAMES)).isNull();
    assertThat(NearestName.suggest("listening.to", NAMES)).isNull();
    assertThat(NearestName.suggest("", NAMES)).isNull();
  }
}
