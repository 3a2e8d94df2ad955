package io.x0.director;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.common.name.BackendUrl;
import io.x0.director.Blueprint.Part;
import io.x0.shaper.BucketTree;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ReplacementTest {
  private static final String URL = "http://10.0.0.1:80";
  private static final BackendConfig A = backend("a").withRevision(3);
  private static final BackendConfig B = backend("b").withRevision(4);
  private static final DirectorConfig SHOP = shop(Origin.MANAGED, A, B);

  private static BackendConfig backend(String name) {
    return BackendConfig.of(name, BackendUrl.parse("url", URL));
  }

  private static DirectorConfig shop(Origin origin, BackendConfig... backends) {
    return new DirectorConfig(
        "shop",
        origin,
        DirectorSettings.TABLE.apply(DirectorSettings.DEFAULT, Map.of("queue-limit", "5")),
        List.of(backends),
        BucketTree.EMPTY,
        7);
  }

  private static Part part(String name, Map<String, String> settings) {
    return new Part("backends[0]", name, settings);
  }

  private static DirectorConfig apply(
      DirectorConfig present, String busy, Map<String, String> settings, Part... backends) {
    Edit edit = new Blueprint(settings, List.of(backends), List.of()).replace("shop", busy::equals);
    return Objects.requireNonNull(edit.apply(present));
  }

  @Test
  void replace_backends_keepWhatIsTheSameInTheOrderWanted() {
    DirectorConfig after =
        apply(
            SHOP,
            "",
            Map.of("scheduler", "p2c"),
            part("b", Map.of("url", URL)),
            part("c", Map.of("url", URL)),
            part("a", Map.of("url", URL, "weight", "2")));

    assertThat(after.revision()).isEqualTo(8);
    assertThat(after.backends())
        .containsExactly(
            B, backend("c").withRevision(8), A.with(Map.of("weight", "2")).withRevision(8));
    assertThat(after.settings().scheduler()).isEqualTo(SchedulerKind.P2C);
    assertThat(after.settings().queue())
        .as("what is left out is at its default")
        .isEqualTo(DirectorSettings.DEFAULT.queue());
  }

  @Test
  void replace_backendThatIsNotWanted_goesOrFinishesWhatItHas() {
    DirectorConfig after = apply(SHOP, "a", Map.of());

    assertThat(after.backends()).containsExactly(A.withRole(Role.TERMINATE).withRevision(8));
    assertThat(apply(after, "", Map.of()).backends())
        .as("it goes on to finish")
        .isEqualTo(after.backends());
    assertThat(apply(after, "a", Map.of(), part("a", Map.of("url", URL))).backends())
        .as("wanted again")
        .containsExactly(A.withRevision(9));
  }

  @Test
  void replace_protectedBackendThatIsNotWanted_isRefused() {
    DirectorConfig present = shop(Origin.MANAGED, A.with(Map.of("terminate-protection", "true")));

    assertThatThrownBy(() -> apply(present, "", Map.of()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("is protected");
  }

  @Test
  void replace_directorOfAnotherKind_isRefused() {
    assertThatThrownBy(() -> apply(shop(Origin.STATIC, A), "", Map.of()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("declared in the configuration file");
    assertThatThrownBy(() -> apply(SHOP, "", Map.of("port", "80")))
        .isInstanceOf(RefusedException.class)
        .hasMessage(
            "director shop is not on demand, and here it has a hostname or a port: delete it"
                + " first, or choose another name");
  }

  @Test
  void replace_action_saysHowMuchIsWanted() {
    Edit edit =
        new Blueprint(Map.of(), List.of(part("a", Map.of("url", URL))), List.of())
            .replace("shop", backend -> false);

    assertThat(edit.action()).isEqualTo("director apply shop with 1 backends and 0 buckets");
    assertThatThrownBy(() -> edit.apply(null))
        .isInstanceOf(RefusedException.class)
        .hasMessage("no director shop");
  }
}
