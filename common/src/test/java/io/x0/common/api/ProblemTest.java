package io.x0.common.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.common.json.Json;
import org.junit.jupiter.api.Test;

class ProblemTest {
  @Test
  void toJson_hasTheMembersOfTheRfcInOrder() {
    Problem problem = new Problem(400, "Bad Request", "capacity: -1", "capacity");

    assertThat(problem.toJson())
        .hasToString(
            "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
                + "\"detail\":\"capacity: -1\",\"field\":\"capacity\"}");
  }

  @Test
  void toJson_noField_leavesItOut() {
    assertThat(new Problem(404, "Not Found", "no director x", null).toJson().has("field"))
        .isFalse();
  }

  @Test
  void of_itsOwnJson_isTheSame() {
    Problem problem = new Problem(409, "Conflict", "the name is taken", "name");

    assertThat(Problem.of(409, problem.toJson())).isEqualTo(problem);
  }

  @Test
  void of_otherJson_readsWhatIsMissingAsEmpty() {
    assertThat(Problem.of(502, Json.object("{}"))).isEqualTo(new Problem(502, "", "", null));
    assertThat(Problem.of(502, Json.object("{\"title\":[1],\"detail\":{},\"field\":null}")))
        .isEqualTo(new Problem(502, "", "", null));
    assertThat(Problem.of(502, Json.object("{\"detail\":7,\"field\":\"\"}")))
        .isEqualTo(new Problem(502, "", "7", null));
  }
}
