package io.x0.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.admin.Api.Answer;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorStore;
import io.x0.director.Origin;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigResourceTest {
  private static final DirectorConfig SHOP = DirectorConfig.of("shop", Origin.STATIC);

  private final ApiRig rig = new ApiRig();

  @Test
  void get_config_showsWhatIsInForce() {
    Answer answer = rig.call("GET", "/config");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().get("file").getAsString()).isEqualTo("/etc/x0d/x0d.conf");
    assertThat(rig.config.calls).isEmpty();
  }

  @Test
  void post_reload_saysWhoAsked() {
    assertThat(rig.call("POST", "/config/reload").status()).isEqualTo(200);
    assertThat(rig.call("POST", "/config/check").status()).isEqualTo(200);

    assertThat(rig.config.calls).containsExactly("reload by alice", "check");
  }

  @Test
  void post_badFile_isAProblemWithTheWholeReport() {
    rig.config.isGood = false;

    for (String path : new String[] {"/config/check", "/config/reload"}) {
      Answer answer = rig.call("POST", path);

      assertThat(answer.status()).isEqualTo(422);
      assertThat(answer.body().get("status").getAsInt()).isEqualTo(422);
      assertThat(answer.body().get("detail").getAsString()).doesNotContain("\n").startsWith("bad");
      assertThat(answer.body().get("report").getAsString()).isEqualTo("x0d.conf:1:1: error: bad");
    }
  }

  @Test
  void post_reloadAsDryRun_saysWhatWouldDifferAndReloadsNothing() {
    rig.config.planned =
        List.of(
            new DirectorStore.Change(
                rig.time.now(), "x0d.conf", "director declare shop", "shop", null, SHOP));

    Answer answer = rig.call("POST", "/config/reload", Map.of("dry-run", "true"));

    assertThat(rig.config.calls).containsExactly("plan");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().get("changed")).hasToString("[\"shop\"]");
    assertThat(answer.body().get("removed")).hasToString("[]");
    assertThat(answer.body().get("changes"))
        .hasToString(
            "[{\"director\":\"shop\",\"action\":\"director declare shop\",\"changes\":"
                + "[{\"kind\":\"director\",\"name\":\"shop\",\"change\":\"created\"}]}]");
  }

  @Test
  void get_reload_changesNothing() {
    ApiException refused = rig.refused("GET", "/config/reload", Map.of());

    assertThat(refused.problem().status()).isEqualTo(405);
    assertThat(refused.allow()).isEqualTo("POST, OPTIONS");
    assertThat(rig.config.calls).isEmpty();
  }
}
