package io.x0.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.director.DirectorConfig;
import org.junit.jupiter.api.Test;

final class ConfigJsonTest {
  @Test
  void read_writtenDirector_isTheSame() {
    DirectorConfig director = Samples.unusual("shop");

    assertThat(ConfigJson.read(ConfigJson.write(director))).isEqualTo(director);
  }

  @Test
  void write_director_hasTheShapeOfTheApi() {
    DirectorConfig director = Samples.empty("shop").withBackend(Samples.backend("b1"));

    assertThat(ConfigJson.write(director))
        .startsWith("{\"name\":\"shop\",\"origin\":\"managed\",\"revision\":2,\"enabled\":true,")
        .contains("\"queue-limit\":1000,\"queue-timeout\":\"30s\"")
        .contains("\"backends\":[{\"name\":\"b1\",\"revision\":2,\"url\":\"http://127.0.0.1:8080\"")
        .contains("\"capacity\":\"unlimited\"")
        .doesNotContain("\n");
  }

  @Test
  void read_settingNobodyDeclares_keepsItOut() {
    String json = ConfigJson.write(Samples.empty("shop"));

    assertThat(ConfigJson.read(json.replace("\"enabled\"", "\"colour\":\"blue\",\"enabled\"")))
        .isEqualTo(Samples.empty("shop"));
  }
}
